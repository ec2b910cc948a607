/** A trainer whose prepared dataset can't be read any more, in the middle of a run. */
import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TrainerProcess, trainingGround } from '../support/trainer-process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-failed-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('a batch that cannot be read fails the run by name, though it was to be read during something else', async () => {
  // A grid is saved after every step, while the next batch is read.
  const ground = await trainingGround(folder, 19, {
    imageSize: 32,
    batchSize: 8,
    ngf: 4,
    ndf: 4,
    nz: 8,
    numEpochs: 10_000,
    sampleEvery: 1,
  });
  const trainer = new TrainerProcess(ground, { gpus: [], cores: 2 });
  await trainer.untilStep(1);
  const { cache } = ground.places;
  const [prepared] = (await readdir(cache)).filter((name) => name.endsWith('.u8')) as [string];
  await truncate(join(cache, prepared));
  await trainer.ended;
  expect(trainer.messages.at(-1)).toMatchObject({
    type: 'failed',
    error: { message: expect.stringContaining('the prepared dataset was cut short at image') },
  });
});
