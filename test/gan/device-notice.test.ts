import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TrainerProcess, trainingGround } from '../support/trainer-process.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-notice-'));
  // As on a machine without a GPU.
  vi.stubEnv('CUDA_VISIBLE_DEVICES', '');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const sizes = { imageSize: 32, batchSize: 8, ngf: 4, ndf: 4, nz: 8, numEpochs: 1 } as const;

it.each([
  [1, ['There is no GPU that TensorFlow can use: training on the CPU.']],
  [0, []],
])(
  'a job that asks for %d GPUs where there is none trains on the CPU, with a notice if it asked for one',
  async (ngpu, notices) => {
    const ground = await trainingGround(await mkdtemp(join(folder, 'ground-')), 8, { ...sizes, ngpu });
    const trainer = new TrainerProcess(ground, { gpus: [], cores: 2 });
    await trainer.ended;
    expect(trainer.messages.at(-1)).toEqual({ type: 'ended', outcome: 'finished' });
    const logged = trainer.messages.flatMap((message) =>
      message.type === 'event' && message.event.type === 'log' ? [message.event.data.message] : [],
    );
    expect(logged.filter((text) => text.includes('GPU'))).toEqual(notices);
  },
);

it('a trainer leaves the processor to those who answer requests', async () => {
  const ground = await trainingGround(await mkdtemp(join(folder, 'ground-')), 8, { ...sizes, numEpochs: 10_000 });
  const trainer = new TrainerProcess(ground, { gpus: [], cores: 2 });
  await trainer.untilStep(1);
  const threads = `/proc/${trainer.process.pid}/task`;
  const names = await Promise.all(
    (await readdir(threads)).map(async (id) => ({ id, name: await readFile(`${threads}/${id}/comm`, 'utf8') })),
  );
  const computing = names.filter(({ id, name }) => name.startsWith('tf_') || Number(id) === trainer.process.pid);
  expect(computing.length).toBeGreaterThan(1);
  expect(new Set(computing.map(({ id }) => getPriority(Number(id))))).toEqual(new Set([getPriority() + 5]));
  trainer.process.kill('SIGKILL');
  await trainer.ended;
});
