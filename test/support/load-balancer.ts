import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often a server is asked whether it is ready, in ms. */
const POLL_EVERY_MS = 50;

/**
 * A load balancer as Kubernetes' services are: each new connection goes to the next server that says at `/readyz` that it is
 * ready, and stays there until one of the two ends closes it. What a server does to a connection, its client sees.
 */
export interface LoadBalancer {
  readonly url: string;
  /** Leads connections to a server too; resolves when it is ready. */
  add(url: string): Promise<void>;
  close(): Promise<void>;
}

export async function startLoadBalancer(): Promise<LoadBalancer> {
  const ready: URL[] = [];
  const open = new Set<Socket>();
  const stopped = new AbortController();
  let next = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const to = ready[next++ % ready.length];
    if (!to) return client.destroy();
    link(client, connect({ host: to.hostname, port: Number(to.port), noDelay: true }), open);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  /** Until the server is gone. */
  const look = async (url: URL, whenReady: () => void) => {
    for (;;) {
      const status = await statusOf(new URL('/readyz', url));
      const at = ready.indexOf(url);
      if (status === 200 && at < 0) ready.push(url);
      if (status !== 200 && at >= 0) ready.splice(at, 1);
      if (status === 200) whenReady();
      if (status === undefined || stopped.signal.aborted) return;
      await sleep(POLL_EVERY_MS);
    }
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => new Promise((resolve) => void look(new URL(url), resolve)),
    close: async () => {
      stopped.abort();
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Passes everything on, the end and the breaking of a connection too. */
function link(client: Socket, upstream: Socket, open: Set<Socket>): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    open.add(from);
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      open.delete(from);
      to.destroySoon();
    });
  }
}

/** @returns undefined if there is no server any more */
function statusOf(url: URL): Promise<number | undefined> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', () => resolve(undefined));
  });
}
