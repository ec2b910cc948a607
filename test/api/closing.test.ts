import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { closeWhatBecomesIdle } from '../../src/api/plugins/closing.js';

// Far below the 72 seconds for which Fastify would keep the connection.
it('closes a connection whose answer was on its way when the server began to close', { timeout: 20_000 }, async () => {
  const app = fastify({ forceCloseConnections: 'idle' });
  closeWhatBecomesIdle(app);
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
