import { pino } from 'pino';
import type { Access } from '../access/access.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { version } from '../version.js';
import { buildApp } from './app.js';
import type { ApiDependencies } from './dependencies.js';
import { Shutdown } from './plugins/closing.js';

/** The description of the API as its routes have it, without starting anything. */
export async function openapiYaml(): Promise<string> {
  // Routes touch their dependencies only when they are called.
  const dependencies = {
    version,
    uploads: { maxBytes: 1 },
    access: {} as Access,
    allowedOrigins: [] as readonly string[],
    trustedProxies: [] as readonly string[],
    hstsSeconds: 0,
    requestsPerMinute: 0,
    shutdown: new Shutdown(),
    telemetry: new Telemetry(),
  } as ApiDependencies;
  const app = await buildApp(dependencies, pino({ level: 'silent' }));
  await app.ready();
  const yaml = app.swagger({ yaml: true });
  await app.close();
  return yaml;
}
