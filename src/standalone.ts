/** Everything on one machine: an embedded Redis unless one is named, the API and a worker. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { startEmbeddedRedis } from './redis/embedded-redis.js';
import { type RunningServer, startServer } from './server.js';
import { Telemetry } from './telemetry/telemetry.js';
import { startWorker } from './worker.js';

/** Starts all parts; `close` ends them in the order that loses nothing. */
export async function startStandalone(config: Config, logger: Logger): Promise<RunningServer> {
  const redis = config.REDIS_URL
    ? { url: config.REDIS_URL, stop: async () => {} }
    : await startEmbeddedRedis(config.ATELIER_REDIS_SERVER, join(config.DATA_DIR, 'redis'), logger);
  // One process: its metrics are together at /metrics.
  const telemetry = new Telemetry();
  let server: RunningServer | undefined;
  try {
    server = await startServer(config, redis.url, logger, telemetry);
    const worker = await startWorker(config, redis.url, logger, telemetry);
    return { url: server.url, close: inOrder(server, worker, { close: redis.stop }) };
  } catch (error) {
    await server?.close();
    await redis.stop();
    throw error;
  }
}

function inOrder(...parts: readonly { close(): Promise<void> }[]): () => Promise<void> {
  return async () => {
    for (const part of parts) await part.close();
  };
}
