import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../src/api/reference/document.js';
import type { Problem } from '../../src/contracts/problem.js';
import { Client } from '../support/client.js';
import { tiny, untilEnded, uploadGarments } from '../support/cluster.js';
import { type Service, startService } from '../support/service.js';

const exec = promisify(execFile);

/** Every file that the API serves, by its path in the description, and how it is asked for. */
const files: readonly (readonly [string, string])[] = [
  ['/jobs/{id}/checkpoints/{step}/weights.safetensors', ''],
  ['/jobs/{id}/checkpoints/{step}/generator.safetensors', ''],
  ['/jobs/{id}/checkpoints/{step}/discriminator.safetensors', ''],
  ['/jobs/{id}/checkpoints/{step}/generator.onnx', ''],
  ['/jobs/{id}/checkpoints/{step}/discriminator.onnx', ''],
  ['/jobs/{id}/checkpoints/{step}/generator.tfjs.zip', ''],
  ['/jobs/{id}/metrics', '?format=csv'],
  ['/jobs/{id}/loss.svg', ''],
  ['/jobs/{id}/loss.png', ''],
  ['/jobs/{id}/samples/{step}.png', ''],
  ['/jobs/{id}/timelapse.webp', ''],
  ['/jobs/{id}/timelapse.gif', ''],
  ['/datasets/{id}/preview.png', ''],
  ['/datasets/{id}/images/{index}/thumbnail.webp', ''],
  ['/designs/{id}.png', ''],
  ['/generate', '?recipe={recipe}'],
];
/** Pages, and the description itself. */
const pages = [
  '/docs',
  '/docs/page.js',
  '/docs/swagger-ui-bundle.js',
  '/docs/swagger-ui.css',
  '/docs/favicon-32x32.png',
  '/openapi.json',
];
/** What is text or never ends, but no file: tables for people, figures of now, events. */
const NO_FILES = ['/jobs/{id}/architecture', '/metrics', '/jobs/{id}/stream'];

let service: Service;
let folder: string;
const known = { job: '', dataset: '', design: '', recipe: '', step: '' };

beforeAll(async () => {
  [service, folder] = [await startService(), await mkdtemp(join(tmpdir(), 'atelier-files-'))];
  const client = new Client(service.url);
  const dataset = await uploadGarments(service.url, 16);
  const { id } = await client.createJob({ dataset: dataset.id, hyperparameters: { ...tiny, numEpochs: 1 } });
  await untilEnded(client, id);
  await client.bytes('/generate', { job: id, seed: 7 });
  const [design] = (await client.json<{ items: { id: string; recipe: unknown }[] }>('/designs')).items;
  const [sample] = (await client.json<{ items: { step: number }[] }>(`/jobs/${id}/samples`)).items;
  known.job = id;
  known.dataset = dataset.id;
  known.design = design?.id as string;
  known.recipe = encodeURIComponent(JSON.stringify(design?.recipe));
  known.step = String(sample?.step);
});
afterAll(async () => {
  await service?.remove();
  await rm(folder, { recursive: true, force: true });
});

function urlOf(path: string, query = ''): string {
  const { job, dataset, design, recipe, step } = known;
  const id = path.startsWith('/jobs') ? job : path.startsWith('/designs') ? design : dataset;
  const whole = `${path}${query}`.replace('{id}', id).replace('{index}', '3').replace('{recipe}', recipe);
  return `${service.url}${whole.replace('checkpoints/{step}', 'checkpoints/last').replace('{step}', step)}`;
}

async function ask(url: string, headers: Record<string, string> = {}, method = 'GET') {
  const answer = await fetch(url, { method, headers });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

describe.each([...files, ...pages.map((page) => [page, ''] as const)])('%s%s', (path, query) => {
  it('is told by a strong ETag, and not sent again to who has it', async () => {
    const url = urlOf(path, query);
    const whole = await ask(url);
    const etag = whole.headers.get('etag') as string;
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    expect(etag).toMatch(/^"[^"]+"$/);
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(url, { 'if-none-match': tags });
      expect([again.status, again.headers.get('etag'), again.body.length]).toEqual([304, etag, 0]);
    }
    const other = await ask(url, { 'if-none-match': '"other"' });
    expect(other.body.equals(whole.body)).toBe(true);
  });

  it('comes in the part that is asked for', async () => {
    const url = urlOf(path, query);
    const whole = await ask(url);
    const etag = whole.headers.get('etag') as string;
    const { length } = whole.body;
    const middle = Math.floor(length / 2);
    for (const [range, from, to] of [
      ['bytes=0-0', 0, 1],
      [`bytes=${middle}-`, middle, length],
      [`bytes=1-${middle}`, 1, middle + 1],
      [`bytes=${middle}-${length + 5}`, middle, length],
      ['bytes=-5', length - 5, length],
      [`bytes=-${length + 5}`, 0, length],
    ] as const) {
      const part = await ask(url, { range, 'if-range': etag });
      expect([range, part.status, part.headers.get('content-range'), part.headers.get('etag')]).toEqual([
        range,
        206,
        `bytes ${from}-${to - 1}/${length}`,
        etag,
      ]);
      expect(part.headers.get('content-length')).toBe(String(to - from));
      expect(part.body.equals(whole.body.subarray(from, to))).toBe(true);
    }
  });

  it('comes whole where a part would not do', async () => {
    const url = urlOf(path, query);
    const whole = await ask(url);
    for (const headers of [
      { range: 'bytes=0-1', 'if-range': '"other"' },
      { range: 'bytes=0-1', 'if-range': `W/${whole.headers.get('etag')}` },
      { range: 'bytes=0-1', 'if-range': new Date().toUTCString() },
      { range: 'bytes=0-1,3-4' },
      { range: 'bytes=5-1' },
      { range: 'bytes=-' },
      { range: 'pages=1-2' },
    ]) {
      const answer = await ask(url, headers);
      expect([headers, answer.status, answer.body.equals(whole.body)]).toEqual([headers, 200, true]);
    }
  });

  it('is refused where it has no such bytes, or is another than is wanted', async () => {
    const url = urlOf(path, query);
    const { length } = (await ask(url)).body;
    const beyond = await ask(url, { range: `bytes=${length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${length}`]);
    expect((JSON.parse(String(beyond.body)) as Problem).code).toBe('range_not_satisfiable');
    for (const name of ['etag', 'accept-ranges', 'content-disposition', 'cache-control']) {
      expect([name, beyond.headers.get(name)]).toEqual([name, null]);
    }
    const other = await ask(url, { 'if-match': '"other"' });
    expect([other.status, (JSON.parse(String(other.body)) as Problem).code]).toEqual([412, 'precondition_failed']);
  });

  it('has headers for HEAD, whatever part is asked for', async () => {
    const url = urlOf(path, query);
    const head = await ask(url, { range: 'bytes=0-1' }, 'HEAD');
    expect([head.status, head.headers.get('content-type')]).toEqual([
      200,
      (await ask(url)).headers.get('content-type'),
    ]);
  });
});

describe('a download that was broken off', () => {
  it.each(files.slice(0, 7))('of %s%s is resumed by curl', async (path, query) => {
    const whole = (await ask(urlOf(path, query))).body;
    const file = join(folder, 'resumed');
    for (const had of [Math.floor(whole.length / 3), whole.length - 1]) {
      await writeFile(file, whole.subarray(0, had));
      const told = ['--silent', '--fail', '--write-out', '%{http_code} %{size_download}'];
      const { stdout } = await exec('curl', [...told, '--continue-at', '-', '--output', file, urlOf(path, query)]);
      expect(stdout).toBe(`206 ${whole.length - had}`);
      expect((await readFile(file)).equals(whole)).toBe(true);
    }
  });
});

it('are all the files that the API has', async () => {
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as ApiDocument;
  const served = Object.entries(paths).flatMap(([path, { get }]) => {
    const types = Object.keys((get?.responses['200'] as { content?: object } | undefined)?.content ?? {});
    return types.some((type) => type !== 'application/json') && !NO_FILES.includes(path) ? [path] : [];
  });
  expect(served.sort()).toEqual(files.map(([path]) => path).sort());
});
