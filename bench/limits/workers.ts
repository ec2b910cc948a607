/**
 * Many workers in one process: each with its own connections to Redis, and all that a worker does there. Arguments: Redis's
 * URL, a folder, how many.
 */

import { connectRedis } from '../../src/redis/connection.js';
import { keys } from '../../src/redis/keys.js';
import { startQueueWorker } from '../support/queue-worker.js';

/** As `SamplerSupervisor` has it, in seconds. */
const POLL_SECONDS = 1;
/** How many are started at once. */
const AT_ONCE = 50;

const [redisUrl, folder, count] = process.argv.slice(2) as [string, string, string];
const trainer = new URL('../scale/instant-trainer.js', import.meta.url);

for (let i = 0; i < Number(count); i += AT_ONCE) {
  const names = Array.from({ length: Math.min(AT_ONCE, Number(count) - i) }, (_, j) => `bench-${i + j}`);
  await Promise.all(names.map((name) => startQueueWorker(redisUrl, folder, name, trainer)));
  await Promise.all(names.map(() => listenForDesigns()));
}
process.send?.({ type: 'started' });

/** What a sampler's supervisor does at Redis while nobody asks for designs; a sampler each would be too many processes. */
async function listenForDesigns(): Promise<void> {
  const [takes, , cancels] = [0, 1, 2].map(() => connectRedis(redisUrl, 'background'));
  await cancels?.subscribe(keys.generateCancel);
  const poll = async () => {
    for (;;) await takes?.blpop(keys.generateRequests, POLL_SECONDS);
  };
  poll().catch(() => {});
}
