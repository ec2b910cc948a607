import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleGarments } from '../scripts/sample-garments/index.js';
import { Client } from '../src/cli/client.js';
import { RECIPE_KEYWORD } from '../src/contracts/recipe.js';
import { embeddedRedisRuns } from './support/redis.js';
import { type Service, startService } from './support/service.js';

const run = promisify(execFile);

let service: Service;
let folder: string;
beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
  await writeSampleGarments(join(folder, 'photos'), { count: 12, seed: 1 });
});
afterAll(async () => {
  await service?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function command(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, DATA_DIR: service.dataFolder };
  return await run(process.execPath, ['bin/atelier.js', ...args], { env });
}

async function atelier(...args: string[]): Promise<string> {
  return (await command(...args)).stdout.trim();
}

/** A PNG's width, and the recipe in its text. */
async function lookAt(file: string): Promise<{ width: number; atelierRecipe: unknown }> {
  const { width, comments } = await sharp(file).metadata();
  const text = comments?.find(({ keyword }) => keyword === RECIPE_KEYWORD)?.text ?? '';
  return { width, atelierRecipe: JSON.parse(text) };
}

describe('the command line', () => {
  it('serves with the Redis that set-up has brought, also where npm run has not said which', async () => {
    const own = await startService(undefined, { ATELIER_REDIS_SERVER: undefined });
    expect((await fetch(`${own.url}/readyz`)).status).toBe(200);
    await own.remove();
  });

  it('leaves no Redis behind when it may not serve, and that of a service beside it alone', async () => {
    const serve = (environment: Record<string, string>) =>
      run(process.execPath, ['bin/atelier.js', 'serve'], { env: { ...process.env, REDIS_URL: '', ...environment } });
    const empty = join(folder, 'not-served');
    await expect(serve({ DATA_DIR: empty, HOST: '0.0.0.0', PORT: '0' })).rejects.toMatchObject({
      stderr: expect.stringContaining('there are no API keys'),
    });
    expect((await readdir(join(empty, 'redis'))).join()).toContain('appendonly');
    expect(await embeddedRedisRuns(empty)).toBe(false);
    const taken = { DATA_DIR: service.dataFolder, HOST: '127.0.0.1', PORT: new URL(service.url).port };
    await expect(serve(taken)).rejects.toMatchObject({ stderr: expect.stringContaining('EADDRINUSE') });
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect(await embeddedRedisRuns(service.dataFolder)).toBe(true);
  });

  it('writes its answer, and no log, to standard output', async () => {
    expect(await atelier('gc')).toBe('Nothing was removed: that takes --apply.');
  });

  it('imports a folder, trains on it and writes designs', async () => {
    const dataset = await atelier('datasets', 'import', join(folder, 'photos'));
    expect(dataset).toMatch(/^ds_/);
    const settings = ['--set', 'numEpochs=1', 'batchSize=6', 'ngf=8', 'ndf=8'];
    const ended = await atelier('train', dataset, '--url', service.url, ...settings);
    expect(ended).toMatch(/^job_\w+ succeeded$/);
    const job = ended.split(' ')[0] as string;
    const designs = join(folder, 'designs');
    await atelier('generate', job, '--url', service.url, '--count', '3', '--seed', '5', '--out', designs);
    expect(await readdir(designs)).toEqual(['design-seed-5.png', 'design-seed-6.png', 'design-seed-7.png']);
  });

  it('trains on classes, finds the best checkpoint, and writes designs of a class as asked for', async () => {
    const dataset = await atelier('datasets', 'import', join(folder, 'photos'));
    const settings = ['--conditional', '--evaluate', '8', '--set', 'numEpochs=2', 'batchSize=6', 'ngf=4', 'ndf=4'];
    const { stdout, stderr } = await command('train', dataset, '--url', service.url, ...settings);
    const [job] = stdout.split(' ') as [string];
    expect(stderr).toMatch(/^step 4 SWD \d+\.\d \(64: \d+\.\d, 32: \d+\.\d, 16: \d+\.\d\)$/m);
    const { best } = await new Client(service.url).job(job);
    expect(stderr).toContain(`best: ${best?.checkpoint} (SWD ${best?.swd.average})`);

    const out = join(folder, 'of-a-class');
    const generate = (...args: string[]) =>
      atelier('generate', `${job}.best`, '--url', service.url, '--seed', '5', '--out', out, ...args);
    const shaped = ['--label', 'dress', '--truncation', '0.7', '--scale', '2', '--no-save'];
    const file = await generate(...shaped);
    const { atelierRecipe, width } = await lookAt(file);
    expect(atelierRecipe).toEqual({ checkpoint: best?.checkpoint, seed: 5, truncation: 0.7, label: 'dress', scale: 2 });
    expect(width).toBe(128);
    expect(await generate('--label', 'dress', '--count', '4', '--format', 'webp')).toBe(join(out, 'designs.webp'));
    expect((await sharp(join(out, 'designs.webp')).metadata()).pages).toBe(4);
    // Of the two requests, the gallery has the one that did not say --no-save.
    const { items } = (await (await fetch(`${service.url}/designs?job=${job}`)).json()) as { items: unknown[] };
    expect(items).toHaveLength(4);
    await expect(generate()).rejects.toThrow("label: is missing: the checkpoint's classes are");
    await expect(generate('--truncation', 'low')).rejects.toThrow('It must be a number.');
  });

  it('prioritizes, pauses, resumes, lists, cancels and deletes jobs', async () => {
    const dataset = await atelier('datasets', 'import', join(folder, 'photos'));
    const { id } = await new Client(service.url).createJob({
      dataset,
      hyperparameters: { numEpochs: 10_000, ngf: 4, ndf: 4 },
    });
    const jobs = (...args: string[]) => atelier('jobs', ...args, '--url', service.url);
    expect(await jobs('prioritize', id, '-5')).toContain(id);
    expect(await jobs('pause', id)).toMatch(/paus(ing|ed) \d+\/10000$/);
    await new Promise<void>((resolve) => {
      void new Client(service.url).watch(id, ({ type, data }) => {
        if (type === 'state' && data.state === 'paused') resolve();
      });
    });
    expect(await jobs('list', '--state', 'paused')).toMatch(new RegExp(`^${id} paused`));
    expect(await jobs('resume', id)).toMatch(/queued|running/);
    expect(await jobs('cancel', id)).toContain('cancel');
    await new Client(service.url).watch(id, () => {});
    expect(await jobs('delete', id)).toBe(`${id} deleted`);
    expect(await jobs('list')).not.toContain(id);
  });

  it('says what is in use', async () => {
    const report = await atelier('doctor');
    expect(report).toMatch(/ok +TensorFlow +2\.\d+\.\d+ on (cpu|gpu)/);
    expect(report).toMatch(/ok +Redis +embedded/);
    expect(report).toMatch(/ok +store/);
    expect(report).toMatch(/ok +clock .*as the store's/);
    expect(report).not.toContain('MISSING');
  });

  it('ends quietly when its reader has enough', async () => {
    // The reader is gone before anything is written.
    const { stderr } = await run('sh', ['-c', `${process.execPath} bin/atelier.js doctor | true`]);
    expect(stderr).not.toContain('EPIPE');
  });

  it('refuses in one sentence', async () => {
    await expect(atelier('train', 'ds_000000000000000000000000', '--url', service.url)).rejects.toThrow(
      'dataset_not_found',
    );
    await expect(atelier('generate', 'job_x', '--url', 'http://127.0.0.1:1')).rejects.toThrow('Nothing answers at');
  });
});
