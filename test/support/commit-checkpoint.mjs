/**
 * Commits a checkpoint and drops the one before, as a trainer and its supervisor do. Arguments, after two others: folder,
 * snapshot, position, the step to drop.
 */
import { checkpointFolder, manifestKey } from '../../dist/src/contracts/checkpoint.js';
import { writeCheckpoint } from '../../dist/src/gan/checkpoint.js';
import { DiskStore } from '../../dist/src/storage/disk-store.js';

const [folder, snapshot, position, old] = process.argv.slice(4);
const store = new DiskStore(folder);
const { weights, optimizerSteps } = JSON.parse(snapshot);
const state = { weights: Buffer.from(weights, 'base64'), optimizerSteps };
const { job, step } = await writeCheckpoint(store, state, JSON.parse(position));
if (Number(old) < step) {
  await store.remove(manifestKey(job, Number(old)));
  await store.remove(checkpointFolder(job, Number(old)));
}
