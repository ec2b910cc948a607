import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { samplerEnvironment } from '../../src/contracts/devices.js';

const PROGRAM = `
  import { createHash } from 'node:crypto';
  const src = (path) => import('file://' + process.cwd() + '/dist/src/' + path);
  const { Network } = await src('gan/network.js');
  const { FoldedGenerator } = await src('gan/folded-generator.js');
  const { BatchedGenerator } = await src('sampling/batched-generator.js');
  const { generatorLayers } = await src('models/networks.js');
  const { latentVector } = await src('sampling/latents.js');
  const sizes = { imageSize: 64, nc: 3, nz: 100, ngf: 32, ndf: 32 };
  const folded = new FoldedGenerator(new Network('generator', generatorLayers(sizes), 999));
  const designs = new BatchedGenerator(folded, sizes).generate(Array.from({ length: 7 }, (_, seed) => latentVector(seed, 100)));
  process.stdout.write(createHash('sha256').update(designs).digest('hex'));`;

async function designsWith(threads: string | undefined): Promise<string> {
  const env = { ...process.env, ...samplerEnvironment({ TF_NUM_INTRAOP_THREADS: threads }) };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM], { env });
  return stdout;
}

it('gives designs the same bytes on machines of one, two and five cores', async () => {
  const [one, ...others] = [
    await designsWith('1'),
    await designsWith('2'),
    await designsWith('5'),
    await designsWith(undefined),
  ];
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(others).toEqual([one, one, one]);
});
