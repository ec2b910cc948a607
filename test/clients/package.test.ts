import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snippetsOf } from '../docs/snippets.js';
import { garmentZip } from '../support/garment-photos.js';
import { installClient, ROOT } from '../support/installed-client.js';
import { type Service, startService } from '../support/service.js';

const exec = promisify(execFile);
const EXAMPLES = join(ROOT, 'clients/typescript/examples');

/** A program of somebody who uses the client from TypeScript, strictly, with all of its types checked. */
const PROGRAM = `
import { Atelier, AtelierError, type Job } from '@atelier/client';

const client = new Atelier({ url: 'http://127.0.0.1:3000' });
const job: Job = await client.jobs.create({ dataset: 'ds_1', hyperparameters: { numEpochs: 2 } });
for await (const event of client.jobs.stream(job.id)) {
  if (event.type === 'step') {
    const loss: number = event.data.lossD;
    console.log(loss);
  } else if (event.type === 'state') {
    console.log(event.data.state === 'failed' ? event.data.error?.code : event.data.attempt);
  }
  // @ts-expect-error gaps are filled unless they are asked for
  if (event.type === 'gap') console.log(event);
}
for await (const message of client.jobs.stream(job.id, { gaps: 'tell' })) {
  if (message.type === 'gap') console.log(message.data.reason);
}
const { designs } = await client.generate({ job: job.id, count: 2, format: 'json' });
const file: Blob = (await client.generate({ job: job.id })).blob;
// @ts-expect-error there is no such hyperparameter
await client.jobs.create({ dataset: 'ds_1', hyperparameters: { batchsize: 2 } });
// @ts-expect-error there is no such state
client.jobs.list({ state: 'done' });
const refused = (error: unknown) => error instanceof AtelierError && error.code === 'job_not_found';
const { data } = await client.http.GET('/jobs/{id}', { params: { path: { id: 'job_1' } } });
console.log(designs.length, file.size, refused, data?.state);
`;

let folder: string;
let service: Service;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-client-'));
  await installClient(folder);
  await cp(EXAMPLES, folder, { recursive: true });
  await writeFile(join(folder, 'photos.zip'), await garmentZip(20));
  service = await startService();
});
afterAll(async () => {
  await service?.remove();
  await rm(folder, { recursive: true, force: true });
});

async function node(...args: string[]): Promise<string> {
  const env = { ...process.env, ATELIER_URL: service.url };
  return (await exec(process.execPath, args, { cwd: folder, env })).stdout;
}

describe('the package', () => {
  it('has what is needed to use it, and nothing else', async () => {
    const installed = join(folder, 'node_modules/@atelier/client');
    const { files } = JSON.parse(
      (await exec('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: installed })).stdout,
    )[0] as { files: { path: string }[] };
    const outside = files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'));
    expect(outside.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(files.filter(({ path }) => path.startsWith('dist/') && !/\.(js|d\.ts)$/.test(path))).toEqual([]);
  });

  it.each([
    ['in Node', ['--module', 'NodeNext', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]],
    ['for a bundler', ['--module', 'Preserve', '--lib', 'ES2023,DOM,DOM.Iterable']],
  ])('has types that TypeScript checks whole, %s', async (_, more) => {
    await writeFile(join(folder, 'program.mts'), PROGRAM);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [
      tsc,
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--target',
      'ES2023',
      ...more,
      'program.mts',
    ];
    const { stdout } = await exec(process.execPath, args, { cwd: folder }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });
});

describe('its examples', () => {
  it('train, watch and generate', async () => {
    const told = await node('first-hour.mjs', 'photos.zip', '2');
    expect(told).toMatch(/^ds_\w+: 20 images of dress, shoe\n/);
    expect(told).toContain('\nstep 6: D ');
    expect(told).toContain('\nsucceeded\n');
    expect((await readFile(join(folder, 'design.png'))).subarray(1, 4).toString()).toBe('PNG');

    const id = /job_\w{26}/.exec(told)?.[0] as string;
    const watched = (await node('watch.mjs', id, '3')).trim().split('\n');
    expect(watched[0]).toMatch(/^4 /);
    expect(watched.at(-1)).toContain('"state":"succeeded"');
    await expect(node('watch.mjs', 'job_none')).rejects.toMatchObject({
      code: 1,
      stderr: 'There is no job job_none.\n',
    });
  });

  it('are as the README has them', async () => {
    const programs = snippetsOf(join(ROOT, 'clients/typescript/README.md')).filter(({ language }) => language === 'js');
    const told: string[] = [];
    for (const [i, { code }] of programs.entries()) {
      const file = `readme-${i}.mjs`;
      await writeFile(join(folder, file), code.replaceAll('http://127.0.0.1:3000', service.url));
      told.push(await node(file));
    }
    expect(told[0]?.trim().split('\n')).toHaveLength(6);
    expect(told[1]).toBe('job_not_found 404\n');
    expect(told).toHaveLength(2);
  });
});
