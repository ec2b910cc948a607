import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleGarments } from '../../scripts/sample-garments/index.js';
import { Client } from '../support/client.js';
import { safetensorsFile, tutorialDiscriminator, tutorialGenerator } from '../support/pytorch-weights.js';
import { type Service, startService } from '../support/service.js';

let service: Service;
let folder: string;
beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'atelier-import-'));
  await writeFile(join(folder, 'netG.safetensors'), safetensorsFile(tutorialGenerator()));
  await writeFile(join(folder, 'netD.safetensors'), safetensorsFile(tutorialDiscriminator()));
});
afterAll(async () => {
  await service?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function atelier(...args: string[]): Promise<string> {
  const env = { ...process.env, DATA_DIR: service.dataFolder };
  const { stdout } = await promisify(execFile)(process.execPath, ['bin/atelier.js', ...args], { env });
  return stdout.trim();
}

describe('imported weights', () => {
  it('are served, trained on, and exported, as those of any job', async () => {
    const client = new Client(service.url);
    const at = ['--url', service.url];
    const files = [join(folder, 'netG.safetensors'), '--discriminator', join(folder, 'netD.safetensors')];
    const imported = await atelier('import', ...files, '--name', 'notebook', ...at);
    expect(await client.job(imported)).toMatchObject({ name: 'notebook', state: 'succeeded' });

    const once = await client.bytes('/generate', { job: imported, seed: 7 });
    expect(once.subarray(1, 4).toString()).toBe('PNG');
    expect((await client.bytes('/generate', { checkpoint: `${imported}.0`, seed: 7 })).equals(once)).toBe(true);

    await writeSampleGarments(join(folder, 'photos'), { count: 6, seed: 1 });
    const dataset = await atelier('datasets', 'import', join(folder, 'photos'), '--url', service.url);
    const hyperparameters = { numEpochs: 1, batchSize: 6 };
    const { id } = await client.createJob({ dataset, from: { job: imported }, hyperparameters });
    const ended = await client.watch(id, () => {});
    expect(ended).toMatchObject({ state: 'succeeded', from: { job: imported, step: 0 }, origin: 'training' });

    const out = join(folder, 'generator.safetensors');
    expect(await atelier('export', imported, '--out', out, ...at)).toBe(out);
    const again = await atelier('import', out, ...at);
    // The files differ: each has its recipe, which names its checkpoint.
    const pixelsOf = (png: Buffer) => sharp(png).raw().toBuffer();
    const design = await client.bytes('/generate', { job: again, seed: 7 });
    expect((await pixelsOf(design)).equals(await pixelsOf(once))).toBe(true);
    const onnx = join(folder, 'trained.onnx');
    await atelier('export', `${id}.${ended.progress.step}`, '--format', 'onnx', '--out', onnx, ...at);
    expect((await readFile(onnx)).toString('latin1')).toContain('ConvTranspose');
  });
});
