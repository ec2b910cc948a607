/**
 * `node worker.mjs ready | alive`: exits with 0 if Redis has heard of this container's worker a moment ago.
 *
 * ready  Redis must answer
 * alive  without Redis nothing can be said, and it passes: a restart would take a running job's work, and help nobody
 */
import { readConfig } from '../../dist/src/config.js';
import { liveWorkers } from '../../dist/src/jobs/workers/heartbeats.js';
import { connectRedis } from '../../dist/src/redis/connection.js';

const { REDIS_URL, WORKER_NAME } = readConfig(process.env);
const redis = connectRedis(REDIS_URL ?? '', 'probe');
try {
  await redis.connect();
  const workers = await liveWorkers(redis);
  // A name is followed by the process's id.
  process.exitCode = workers.some((worker) => worker.replace(/-\d+$/, '') === WORKER_NAME) ? 0 : 1;
} catch {
  process.exitCode = process.argv[2] === 'alive' ? 0 : 1;
} finally {
  redis.disconnect();
}
