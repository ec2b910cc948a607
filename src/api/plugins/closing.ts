import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** The first request of a connection may be on its way when the server closes: it has this long, in ms. */
const FIRST_REQUEST_MS = 1_000;

/** Whether this process is about to end. From then on it says that it is not ready, and keeps no connection open. */
export class Shutdown {
  #started = false;

  get started(): boolean {
    return this.#started;
  }

  start(): void {
    this.#started = true;
  }
}

/**
 * Lets go of connections while the process is leaving: every answer is its connection's last, so that the client's next
 * request opens a new one, which a load balancer leads elsewhere. Fastify itself says so only once it closes, and closes
 * the connections that are idle then. One with an answer on its way would be kept for its client's next request, and one
 * that a browser has opened ahead for its first, and the server wait for them.
 */
export function closeConnections(app: FastifyInstance, shutdown: Shutdown): void {
  let closing = false;
  const open = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (shutdown.started) reply.header('connection', 'close');
    done();
  });
  app.addHook('preClose', (done) => {
    shutdown.start();
    closing = true;
    setTimeout(() => {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    }, FIRST_REQUEST_MS).unref();
    done();
  });
  app.addHook('onResponse', (_request, _reply, done) => {
    if (closing) app.server.closeIdleConnections();
    done();
  });
}

/**
 * Ends the server so that nobody's request fails: for a while it says that it is not ready and serves all the same, until
 * load balancers have heard; then it takes no more connections, closes streams, and waits for requests that are at work.
 * @param delayMs how long load balancers may take to hear of it
 * @param timeoutMs how long requests may take after that; then they are cut off
 */
export async function shutDown(
  app: FastifyInstance,
  shutdown: Shutdown,
  { delayMs, timeoutMs, logger }: { readonly delayMs: number; readonly timeoutMs: number; readonly logger: Logger },
): Promise<void> {
  shutdown.start();
  if (delayMs > 0) await sleep(delayMs);
  const cutOff = setTimeout(() => {
    logger.warn({ timeoutMs }, 'requests were not done in time: they are cut off');
    app.server.closeAllConnections();
  }, timeoutMs);
  await app.close().finally(() => clearTimeout(cutOff));
}
