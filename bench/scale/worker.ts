/** A worker of instant trainers. Arguments: Redis's URL, the data folder, its name. */
import { startQueueWorker } from '../support/queue-worker.js';

const [redisUrl, folder, name] = process.argv.slice(2) as [string, string, string];
await startQueueWorker(redisUrl, folder, name, new URL('./instant-trainer.js', import.meta.url));
