import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleGarments } from '../scripts/sample-garments/index.js';
import type { Dataset } from '../src/contracts/dataset.js';
import type { Job } from '../src/contracts/job.js';
import { RECIPE_KEYWORD } from '../src/contracts/recipe.js';
import { folderFiles } from '../src/datasets/folder-source.js';
import { MAX_FILE_BYTES } from '../src/datasets/source.js';
import { type ZipEntry, zipOf } from '../src/images/zip.js';
import { printed } from './support/atelier.js';
import { Client } from './support/client.js';
import { startFaultyProxy } from './support/faulty-proxy.js';
import { embeddedRedisRuns } from './support/redis.js';
import { type Service, startService } from './support/service.js';

const run = promisify(execFile);

let service: Service;
let folder: string;
let photos: string;
beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'atelier-cli-'));
  photos = join(folder, 'photos');
  await writeSampleGarments(photos, { count: 12, seed: 1 });
});
afterAll(async () => {
  await service?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function command(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return await printed({ DATA_DIR: service.dataFolder }, ...args);
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

  it('uploads a folder to the service that it names, whose store is elsewhere', async () => {
    const elsewhere = { DATA_DIR: join(folder, 'elsewhere') };
    const { stdout, stderr } = await printed(elsewhere, 'datasets', 'import', photos, '--url', service.url);
    const dataset = (await (await fetch(`${service.url}/datasets/${stdout.trim()}`)).json()) as Dataset;
    expect(dataset).toMatchObject({ name: 'photos', images: 12 });
    expect(stderr).toBe(`12 images in ${dataset.classes.length} classes\n`);
    expect(await readdir(folder)).not.toContain('elsewhere');
  });

  it('makes the same dataset of a folder, a zip of it, and what it writes to a store directly', async () => {
    const zip = join(folder, 'zipped.zip');
    const files: ZipEntry[] = [];
    for await (const { path, bytes } of folderFiles(photos))
      files.push({ name: `photos/${path}`, bytes: await bytes() });
    await writeFile(zip, await zipOf(files));
    const direct = { DATA_DIR: join(folder, 'direct') };
    const ids = [
      await atelier('datasets', 'import', photos, '--url', service.url),
      await atelier('datasets', 'import', zip, '--url', service.url, '--name', 'zipped'),
      (await printed(direct, 'datasets', 'import', photos, '--direct')).stdout.trim(),
      (await printed(direct, 'datasets', 'import', zip, '--direct')).stdout.trim(),
    ];
    expect(new Set(ids).size).toBe(1);
    expect(await readdir(join(folder, 'direct', 'store', 'datasets'))).toHaveLength(1);
  });

  it('has the dataset of an upload whose connection was lost after its last byte, and fails when it was cut before', async () => {
    const proxy = await startFaultyProxy(Number(new URL(service.url).port));
    const url = `http://127.0.0.1:${proxy.port}`;
    proxy.fault = ({ method }) => (method === 'POST' ? 'answer lost' : undefined);
    expect(await atelier('datasets', 'import', photos, '--url', url)).toMatch(/^ds_/);
    expect(proxy.count).toBe(1);
    // A proxy that has waited long enough.
    proxy.fault = ({ method }) => (method === 'POST' ? 'error in place of the answer' : undefined);
    expect(await atelier('datasets', 'import', photos, '--url', url)).toMatch(/^ds_/);
    proxy.fault = ({ method }) => (method === 'POST' ? 'request cut' : undefined);
    await expect(atelier('datasets', 'import', photos, '--url', url)).rejects.toThrow(`Nothing answers at ${url}`);
    await proxy.close();
  });

  it('says which photos it left out', async () => {
    const mixed = join(folder, 'mixed');
    await cp(photos, mixed, { recursive: true });
    const [first] = await readdir(mixed);
    await rm(join(mixed, first as string), { recursive: true });
    await writeFile(join(mixed, 'notes.txt'), 'no photo');
    await writeFile(join(mixed, 'huge.png'), '');
    await truncate(join(mixed, 'huge.png'), MAX_FILE_BYTES + 1);
    await mkdir(join(mixed, '@eaDir'));
    await writeFile(join(mixed, 'Thumbs.db'), 'thumbnails');
    const { stderr } = await command('datasets', 'import', mixed, '--url', service.url);
    expect(stderr).toMatch(/^Skipped, as what is left beside photos: thumbnails \(2\)\.$/m);
    expect(stderr).toMatch(/^left out notes.txt: /m);
    expect(stderr).toMatch(/^left out huge.png: larger than 64 MiB$/m);
  });

  it('says which folders are the classes, and follows links to them, by names as they are typed', async () => {
    const shop = join(folder, 'Läden'.normalize('NFD'));
    await mkdir(join(shop, '.pool/train'), { recursive: true });
    const [one, other] = await readdir(photos);
    await cp(join(photos, one as string), join(shop, '.pool/train/Mäntel'), { recursive: true });
    await cp(join(photos, other as string), join(shop, 'val/Hosen'), { recursive: true });
    await symlink('../.pool/train/Mäntel', join(shop, 'val/Röcke'.normalize('NFD')));
    await symlink('.pool/train', join(shop, 'train'));
    await symlink('/etc', join(shop, 'val/etc'));
    for (const way of [['--url', service.url], ['--direct']]) {
      const { stderr } = await printed(
        { DATA_DIR: join(folder, 'of-shops') },
        'datasets',
        'import',
        shop.normalize('NFC'),
        ...way,
      );
      expect(stderr).toMatch(/^left out val\/etc: a link that leads out of the folder$/m);
      expect(stderr).toMatch(/^The classes are the folders in train and val: Hosen, Mäntel and Röcke\.$/m);
    }
  });

  it('adds photos to a dataset, and replaces those of the same names only if it is told to', async () => {
    const one = join(folder, 'one/dress');
    await mkdir(one, { recursive: true });
    const write = (background: string) =>
      sharp({ create: { width: 80, height: 80, channels: 3, background } })
        .png()
        .toFile(join(one, 'image.png'));
    await write('red');
    const dataset = await atelier('datasets', 'import', join(folder, 'one'), '--url', service.url);
    await write('blue');
    const added = await command('datasets', 'add', dataset, join(folder, 'one'), '--url', service.url);
    expect(added.stderr).toBe(
      '1 photo has another name now: its class has another photo of the name that it came with.\n' +
        '  dress/image.png is dress/image (2).png\n2 images in 1 classes\n',
    );
    const { stderr, stdout } = await command(
      'datasets',
      'add',
      dataset,
      join(folder, 'one'),
      '--replace',
      '--url',
      service.url,
    );
    expect(stderr).toMatch(/^1 photo took the place of another of its class and name, as was asked for\.$/m);
    const made = (await (await fetch(`${service.url}/datasets/${stdout.trim()}`)).json()) as Dataset;
    expect(made).toMatchObject({ name: 'one', parent: dataset, images: 1 });
  });

  it('imports a folder, trains on it and writes designs', async () => {
    const dataset = await atelier('datasets', 'import', photos, '--url', service.url);
    expect(dataset).toMatch(/^ds_/);
    const settings = ['--set', 'numEpochs=1', 'batchSize=6', 'ngf=8', 'ndf=8', 'augmentations=flip,translation'];
    const ended = await atelier('train', dataset, '--url', service.url, ...settings);
    expect(ended).toMatch(/^job_\w+ succeeded$/);
    const job = ended.split(' ')[0] as string;
    const { hyperparameters } = (await (await fetch(`${service.url}/jobs/${job}`)).json()) as Job;
    expect(hyperparameters.augmentations).toEqual(['flip', 'translation']);
    const designs = join(folder, 'designs');
    await atelier('generate', job, '--url', service.url, '--count', '3', '--seed', '5', '--out', designs);
    expect(await readdir(designs)).toEqual(['design-seed-5.png', 'design-seed-6.png', 'design-seed-7.png']);
  });

  it('trains on classes, finds the best checkpoint, and writes designs of a class as asked for', async () => {
    const dataset = await atelier('datasets', 'import', photos, '--url', service.url);
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
    expect(await generate('--label', 'dress', '--format', 'tiff', '--no-save')).toBe(join(out, 'designs.tiff'));
    await expect(generate('--label', 'dress', '--format', 'bmp')).rejects.toThrow(/format/);
    expect((await sharp(join(out, 'designs.webp')).metadata()).pages).toBe(4);
    // Of the two requests, the gallery has the one that did not say --no-save.
    const { items } = (await (await fetch(`${service.url}/designs?job=${job}`)).json()) as { items: unknown[] };
    expect(items).toHaveLength(4);
    await expect(generate()).rejects.toThrow("label: is missing: the checkpoint's classes are");
    await expect(generate('--truncation', 'low')).rejects.toThrow('It must be a number.');
  });

  it('prioritizes, pauses, resumes, lists, cancels and deletes jobs', async () => {
    const dataset = await atelier('datasets', 'import', photos, '--url', service.url);
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
    const { stderr } = await run('sh', ['-c', `'${process.execPath}' bin/atelier.js doctor | true`]);
    expect(stderr).not.toContain('EPIPE');
  });

  it('refuses in one sentence', async () => {
    await expect(atelier('train', 'ds_000000000000000000000000', '--url', service.url)).rejects.toThrow(
      'dataset_not_found',
    );
    await expect(atelier('generate', 'job_x', '--url', 'http://127.0.0.1:1')).rejects.toThrow('Nothing answers at');
  });
});
