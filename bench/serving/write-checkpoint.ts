/** Writes a checkpoint of the tutorial's networks at their start, and prints its manifest. Arguments: store, job. */
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { takeSnapshot, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { DiskStore } from '../../src/storage/disk-store.js';

const [folder, job] = process.argv.slice(2) as [string, string];
const hyperparameters = hyperparametersSchema.parse({});
const position = { job, dataset: 'ds_bench', hyperparameters, epoch: 1, step: 1 };
const snapshot = takeSnapshot(new Gan(hyperparameters));
process.stdout.write(JSON.stringify(await writeCheckpoint(new DiskStore(folder), snapshot, position)));
