/** Prepares an imported dataset from its originals, each time anew. Arguments: store, folder for the cache, dataset. */
import { rm } from 'node:fs/promises';
import { prepareDataset } from '../../src/datasets/prepare.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { answerOrders } from '../support/orders.js';

const [root, cacheFolder, dataset] = process.argv.slice(2) as [string, string, string];
const store = new DiskStore(root);

await answerOrders(async ({ epochs }: { epochs: number }) => {
  const seconds: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    await rm(cacheFolder, { recursive: true, force: true });
    const start = performance.now();
    const images = await prepareDataset({ store, cacheFolder, dataset, imageSize: 64, nc: 3, workers: 2 });
    seconds.push((performance.now() - start) / 1000);
    await images.close();
  }
  return { seconds };
});
