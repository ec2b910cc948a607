import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { closeConnections, Shutdown } from '../../src/api/plugins/closing.js';
import { type Api, runningJob, startApi } from '../support/api.js';
import { StreamClient } from '../support/stream-client.js';

// Far below the 72 seconds for which Fastify would keep the connection.
it('closes a connection whose answer was on its way when the server began to close', { timeout: 20_000 }, async () => {
  const app = fastify({ forceCloseConnections: 'idle' });
  closeConnections(app, new Shutdown());
  let arrived = () => {};
  let answer = (_: string) => {};
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  app.get('/', () => {
    arrived();
    return new Promise<string>((resolve) => {
      answer = resolve;
    });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  const ended = once(socket, 'close');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  socket.write('GET / HTTP/1.1\r\nhost: atelier\r\nconnection: keep-alive\r\n\r\n');
  await arrival;
  const closed = app.close();
  while (app.server.listening) await setImmediate();
  answer('the answer');
  await Promise.all([closed, ended]);
  expect(received).toContain('the answer');
});

// Far below the 20 seconds that requests have.
it('closes a connection over which nothing was asked, as browsers open them ahead', { timeout: 10_000 }, async () => {
  const api = await startApi();
  const { port, hostname } = new URL(api.url);
  const ahead = connect(Number(port), hostname);
  const ended = once(ahead, 'close');
  // By then the server has accepted the connection before, too.
  await (await fetch(`${api.url}/healthz`)).text();
  await Promise.all([api.server.close(), ended]);
  await api.remove();
});

describe('an API process that is told to end', () => {
  let api: Api | undefined;
  afterEach(async () => {
    await api?.remove();
    api = undefined;
  });

  it('is not ready from then on, serves all the same, keeps no connection, and closes streams at last', async () => {
    // A delay that is over before all was asked would show as a refused connection.
    api = await startApi({ SHUTDOWN_DELAY_SECONDS: '3' });
    const { url, webSocketUrl } = api;
    const id = await runningJob(api.jobs);
    const before = new StreamClient(`${webSocketUrl}/jobs/${id}/stream`);
    await before.untilHello();
    expect((await fetch(`${url}/jobs/${id}`)).headers.get('connection')).toBe('keep-alive');

    const closed = api.server.close();
    const after = new StreamClient(`${webSocketUrl}/jobs/${id}/stream`);
    const [ready, alive, job] = await Promise.all([
      fetch(`${url}/readyz`),
      fetch(`${url}/healthz`),
      fetch(`${url}/jobs/${id}`),
      after.untilHello(),
    ]);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ code: 'shutting_down' });
    expect([alive.status, job.status]).toEqual([200, 200]);
    expect(job.headers.get('connection')).toBe('close');
    expect(await Promise.all([before.closed, after.closed])).toEqual([1001, 1001]);
    await closed;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it('cuts off what is not done in time', async () => {
    api = await startApi({ SHUTDOWN_TIMEOUT_SECONDS: '0.2' });
    const { port, hostname } = new URL(api.url);
    const upload = connect(Number(port), hostname);
    const ended = once(upload, 'close');
    upload.on('error', () => {});
    const headers = 'host: localhost\r\nexpect: 100-continue\r\ncontent-type: multipart/form-data; boundary=b';
    upload.write(`POST /datasets HTTP/1.1\r\n${headers}\r\ncontent-length: 1000000\r\n\r\n`);
    // The server waits for the body, which never comes.
    await once(upload, 'data');
    const cutOff = api.logs('requests were not done in time: they are cut off');
    await Promise.all([api.server.close(), cutOff, ended]);
  });
});
