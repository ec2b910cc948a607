import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/api/plugins/limits.js';
import type { Problem } from '../../src/contracts/problem.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { operationsOf } from '../support/keys.js';

let api: Api;
let job: string;

beforeAll(async () => {
  api = await startApi();
  job = await runningJob(api.jobs);
});

afterAll(() => api?.remove());

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the server closes. */
async function answerTo(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

async function raw(text: string): Promise<string> {
  const socket = await open();
  const answer = answerTo(socket);
  socket.write(text);
  return await answer;
}

async function expectOthersAreServed(): Promise<void> {
  expect((await fetch(`${api.url}/jobs/${job}`)).status).toBe(200);
}

/** Status and code of a refusal that came as text. */
function refusal(answer: string): { status: number; code: string } {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toContain('application/problem+json');
  return { status: Number(head.split(' ')[1]), code: (JSON.parse(body) as Problem).code };
}

describe('a request', () => {
  it('with 2,000 headers, or 20 kB of them, is refused', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => `a${i.toString(36)}:`).join('\r\n');
    expect(many.length).toBeLessThan(limits.headerBytes);
    const close = 'connection: close';
    const refused = { status: 431, code: 'headers_too_large' };
    expect(refusal(await raw(`GET /jobs HTTP/1.1\r\nhost: localhost\r\n${close}\r\n${many}\r\n\r\n`))).toEqual(refused);
    const long = `x: ${'y'.repeat(20_000)}`;
    expect(refusal(await raw(`GET /jobs HTTP/1.1\r\nhost: localhost\r\n${long}\r\n\r\n`))).toEqual(refused);
    await expectOthersAreServed();
  });

  it('whose headers or body don’t come to an end is refused in time, while others are served', async () => {
    const began = performance.now();
    const slow = [
      'GET /jobs HTTP/1.1\r\nhost: localhost\r\nx-slow: ',
      'POST /jobs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
    ].map(async (beginning) => {
      const socket = await open();
      socket.write(beginning);
      // A byte now and then, so that the connection is never idle.
      const drip = setInterval(() => socket.write(' '), 200);
      try {
        return refusal(await answerTo(socket));
      } finally {
        clearInterval(drip);
      }
    });
    await expectOthersAreServed();
    const refused = { status: 408, code: 'request_timeout' };
    expect(await Promise.all(slow)).toEqual([refused, refused]);
    expect(performance.now() - began).toBeLessThan(limits.bodyMs + 5_000);
    await expectOthersAreServed();
  });

  it('that is no HTTP is told so', async () => {
    expect(refusal(await raw('HELLO\r\n\r\n'))).toEqual({ status: 400, code: 'malformed_request' });
    const both = 'content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(refusal(await raw(`POST /jobs HTTP/1.1\r\nhost: localhost\r\n${both}`)).status).toBe(400);
  });
});

describe('a body', () => {
  const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(`${api.url}/jobs`, { method: 'POST', body, headers });

  it.each<[string, string, number]>([
    ['of 2 MB', JSON.stringify({ dataset: 'x'.repeat(2 * 1024 ** 2) }), 413],
    ['half a million levels deep', `${'['.repeat(500_000)}${']'.repeat(500_000)}`, 422],
    ['with 150,000 levels in a field', `{"metadata":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`, 422],
    ['with a prototype', '{"__proto__":{"dataset":"x"},"dataset":"ds_1"}', 400],
    [
      'with 60,000 unknown fields',
      JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`f${i}`, 1]))),
      422,
    ],
    ['with a field of a long name', JSON.stringify({ ['x'.repeat(900_000)]: 1 }), 422],
    ['that is cut off', '{"dataset":', 400],
    ['that is empty where one is due', '', 422],
    ['of null', 'null', 422],
  ])('%s is refused', async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect((await answer.text()).length).toBeLessThan(10_000);
    await expectOthersAreServed();
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'json',
    'application/json; charset=utf-7;;',
  ])('of type %s is refused', async (type) => {
    expect((await post('{"dataset":"ds_1"}', { 'content-type': type })).status).toBeGreaterThanOrEqual(400);
    expect((await post('{"dataset":"ds_1"}', { 'content-type': type })).status).toBeLessThan(500);
  });

  it('that is no multipart where one is due is refused', async () => {
    const headers = [{ 'content-type': 'application/json' }, { 'content-type': 'multipart/form-data' }, {}];
    for (const each of headers) {
      const answer = await fetch(`${api.url}/datasets`, { method: 'POST', body: '{}', headers: each });
      expect([400, 415, 422]).toContain(answer.status);
    }
  });

  it.each([
    ['--b\r\nFalse--b--\r\n', 400],
    ['--b\r\ncontent-disposition: form-data; name="name"\r\n\r\nx', 400],
    ['--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n', 422],
    ['--b\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n', 400],
    ['--b\r\ncontent-disposition: form-data\r\ncontent-type: application/octet-stream\r\n\r\nx\r\n--b--\r\n', 422],
    ['--b--\r\n', 422],
    ['', 422],
  ])('that begins like multipart, %j, is the client’s mistake', async (body, status) => {
    for (const path of ['/datasets', '/jobs/import']) {
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      const answer = await fetch(`${api.url}${path}`, { method: 'POST', body, headers });
      expect([path, answer.status]).toEqual([path, status]);
      const { errors = [] } = (await answer.json()) as Problem;
      for (const { field } of errors) expect(field).toMatch(/./);
    }
  });
});

describe('an id', () => {
  it.each([
    '..%2f..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f%2e%2e%2f',
    '..',
    '%2e%2e',
    '..%5c..%5c',
    '%00',
    'job_%00',
    '%c0%ae%c0%ae%2f',
    '%',
    '%252e%252e%252f',
    'x'.repeat(500),
    '\u202e',
    '%0d%0aset-cookie:x=1',
  ])('of %j leads nowhere, on any route', async (id) => {
    for (const { method, path } of await operationsOf(api.url)) {
      if (!path.includes('{')) continue;
      const target = path.replace(/\{[^}]+\}/g, id);
      const json =
        method === 'GET' || method === 'DELETE' ? '' : 'content-type: application/json\r\ncontent-length: 2\r\n';
      const answer = await raw(
        `${method} ${encodeURI(target).replace(/%25/g, '%')} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${json}\r\n${json && '{}'}`,
      );
      const status = Number(answer.split(' ')[1]);
      expect([400, 404, 406, 422], `${method} ${target}`).toContain(status);
      expect(answer).toContain('application/problem+json');
      expect(answer).not.toContain('root:');
      expect(answer.split('\r\n\r\n')[0]).not.toMatch(/^set-cookie/im);
    }
  });
});
