/**
 * Photos, a training run watched live, and designs:
 *
 *     node first-hour.mjs photos.zip [EPOCHS]
 */
import { openAsBlob } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Atelier } from '@atelier/client';

const [zip = 'photos.zip', epochs = '2'] = process.argv.slice(2);
const client = new Atelier({
  url: process.env.ATELIER_URL ?? 'http://127.0.0.1:3000',
  apiKey: process.env.ATELIER_API_KEY,
});

const dataset = await client.datasets.upload([{ name: 'photos.zip', data: await openAsBlob(zip) }], { name: 'autumn' });
console.log(`${dataset.id}: ${dataset.images} images of ${dataset.classes.map(({ name }) => name).join(', ')}`);

const job = await client.jobs.create({
  dataset: dataset.id,
  hyperparameters: { numEpochs: Number(epochs), batchSize: 8, ngf: 8, ndf: 8 },
});

for await (const event of client.jobs.stream(job.id)) {
  if (event.type === 'state') console.log(event.data.state);
  if (event.type === 'step') console.log(`step ${event.data.step}: D ${event.data.lossD}, G ${event.data.lossG}`);
}

await client.models.put('autumn', { job: job.id, by: 'first-hour.mjs' });
const design = await client.generate({ model: 'autumn', seed: 7 });
await writeFile('design.png', Buffer.from(await design.blob.arrayBuffer()));
console.log(`design.png: ${JSON.stringify(design.recipe)}`);
