import { join, resolve } from 'node:path';
import { type Config, storeLocation } from '../config.js';
import { openStore } from '../storage/open-store.js';
import { checkClocks } from './checks/clock.js';
import type { Finding } from './checks/finding.js';
import { checkDataFolder, checkDevices, checkTensorflow, checkVersions } from './checks/machine.js';
import { checkEmbeddedRedis, checkRedis } from './checks/redis.js';
import { checkStore } from './checks/store.js';

const LABELS = { ok: 'ok     ', warning: 'WARNING', missing: 'MISSING' } as const;

/** Examines everything the service needs. @returns whether nothing is missing; warnings are told and no more */
export async function doctor(config: Config, print: (line: string) => void): Promise<boolean> {
  let healthy = true;
  for await (const { level, what, detail } of findings(config)) {
    print(`${LABELS[level]}  ${what.padEnd(10)} ${detail}`);
    healthy &&= level !== 'missing';
  }
  return healthy;
}

/** Each as soon as it is known. */
async function* findings(config: Config): AsyncGenerator<Finding> {
  yield checkVersions();
  yield await checkTensorflow();
  yield await checkDevices();
  const redis = config.REDIS_URL ? await checkRedis(config.REDIS_URL) : undefined;
  yield redis?.finding ?? (await checkEmbeddedRedis(config.ATELIER_REDIS_SERVER, join(config.DATA_DIR, 'redis')));
  const store = await checkStore(await openStore(storeLocation(config)));
  yield store.finding;
  yield await checkDataFolder(resolve(config.DATA_DIR));
  yield checkClocks({ redis: redis?.clockSkew, store: store.clockSkew });
}
