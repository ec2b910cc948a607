import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/api/plugins/limits.js';
import type { Job } from '../../src/contracts/job.js';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, runningJob, startApi } from '../support/api.js';

let api: Api;
let job: string;
beforeAll(async () => {
  api = await startApi();
  job = await runningJob(api.jobs);
});
afterAll(() => api?.remove());

/** The status of the answer to a request whose headers are sent as they are, with what comes after them. */
async function statusOf(method: string, path: string, headers: readonly string[], body = ''): Promise<number> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  const head = [`${method} ${path} HTTP/1.1`, 'host: localhost', 'connection: close', ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  let answer = '';
  socket.on('data', (text) => {
    answer += text;
  });
  await once(socket, 'close');
  return Number(answer.split(' ')[1]);
}

const types = [
  'application/json',
  'application/json; charset=utf-8',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'text/plain',
];

describe('a request without a body', () => {
  it.each(types)('that names the type %s is served where none is needed', async (type) => {
    const named = `content-type: ${type}`;
    for (const [method, path, status] of [
      ['POST', `/jobs/${job}/pause`, 200],
      // The job is pausing, and the webhook is none: what matters is that both are looked at.
      ['DELETE', `/jobs/${job}`, 409],
      ['POST', '/webhooks/wh_none/rotate-secret', 404],
      ['GET', `/jobs/${job}`, 200],
    ] as const) {
      const answers = [
        await statusOf(method, path, [named]),
        await statusOf(method, path, [named, 'content-length: 0']),
        await statusOf(method, path, [named, 'transfer-encoding: chunked'], '0\r\n\r\n'),
        await statusOf(method, path, [named, 'content-length: 0', 'content-encoding: gzip']),
      ];
      expect([method, path, ...answers]).toEqual([method, path, status, status, status, status]);
    }
  });

  it.each([...types, ''])('of type %j is told what is missing where one is needed', async (contentType) => {
    const headers: Record<string, string> = contentType ? { 'content-type': contentType } : {};
    const answer = await fetch(`${api.url}/jobs`, { method: 'POST', headers });
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([422, 'validation_failed']);
  });
});

describe('a body of another type', () => {
  it.each(types.slice(2))('%s is refused, and its sender told, however it comes', async (type) => {
    const url = `${api.url}/jobs/${job}/pause`;
    for (const bytes of [1, 10 * 1024 ** 2]) {
      const request = { method: 'POST', headers: { 'content-type': type } };
      const whole = await fetch(url, { ...request, body: Buffer.alloc(bytes) });
      const body = new Blob([Buffer.alloc(bytes)]).stream();
      const chunked = await fetch(url, { ...request, body, duplex: 'half' } as RequestInit);
      expect([whole.status, chunked.status]).toEqual([415, 415]);
    }
  });
});

describe('a compressed body', () => {
  const postJob = (body: Uint8Array, coding: string, type = 'application/json') =>
    fetch(`${api.url}/jobs/${job}/extend`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': coding },
      body,
    });
  const text = JSON.stringify({ numEpochs: 'two' });

  it.each(['gzip', 'GZIP', 'x-gzip'])('of JSON is read as %s', async (coding) => {
    const answer = await postJob(gzipSync(text), coding);
    const { errors } = (await answer.json()) as Problem;
    expect([answer.status, errors?.map(({ field }) => field)]).toEqual([422, ['numEpochs']]);
    const paused = await fetch(`${api.url}/jobs/${job}/pause`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': coding },
      body: new Blob([gzipSync('{}')]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(((await paused.json()) as Job).state).toBe('pausing');
  });

  it('is none where it inflates to none', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await fetch(`${api.url}/jobs/${job}/pause`, { method: 'POST', headers, body: gzipSync('') });
    expect(answer.status).toBe(200);
  });

  it('that inflates to more than a body may have is refused', async () => {
    for (const bytes of [Buffer.alloc(100 * limits.jsonBytes), randomBytes(limits.jsonBytes + 1)]) {
      const answer = await postJob(gzipSync(bytes), 'gzip');
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([413, 'payload_too_large']);
    }
  });

  it.each([
    ['cut off', gzipSync(text).subarray(0, 20)],
    ['none', Buffer.from(text)],
  ])('that is %s is the client’s mistake', async (_what, body) => {
    const answer = await postJob(body, 'gzip');
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([400, 'malformed_request']);
  });

  it.each([
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['gzip, gzip', gzipSync(gzipSync(text))],
  ])('of the coding %s is refused by the one that is taken', async (coding, body) => {
    const answer = await postJob(body, coding);
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([415, 'unsupported_media_type']);
    expect(answer.headers.get('accept-encoding')).toBe('gzip');
  });

  it.each(['/datasets', '/jobs/import'])('of an upload to %s is refused, not read as it is', async (path) => {
    const answer = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-encoding': 'gzip' },
      body: gzipSync('--b\r\ncontent-disposition: form-data; name="name"\r\n\r\nx\r\n--b--\r\n'),
    });
    expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'identity']);
  });
});
