/**
 * Commits a checkpoint and drops the one before, as a trainer and its supervisor do. Arguments, after two others: folder,
 * snapshot, position, the step to drop.
 */
import { checkpointFolder, manifestKey } from '../../dist/src/contracts/checkpoint.js';
import { writeCheckpoint } from '../../dist/src/gan/checkpoint.js';
import { DiskStore } from '../../dist/src/storage/disk-store.js';

const [folder, snapshot, position, old] = process.argv.slice(4);
const store = new DiskStore(folder);
const { tensors, optimizerSteps } = JSON.parse(snapshot);
const state = {
  tensors: tensors.map((tensor) => ({ ...tensor, data: Float32Array.from(tensor.data) })),
  optimizerSteps,
};
const { job, step } = await writeCheckpoint(store, state, JSON.parse(position));
if (Number(old) < step) {
  await store.remove(manifestKey(job, Number(old)));
  await store.remove(checkpointFolder(job, Number(old)));
}
