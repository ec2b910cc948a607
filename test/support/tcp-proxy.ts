import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A Unix socket's path, or a port of this machine. */
type Target = string | number;

/** Stands between a client and a server, and can be cut, or lead elsewhere. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  /** Has open connections carry nothing any more, and tells nobody; new ones do. */
  silence(): void;
  /** Leads new connections to another server; those that are open stay as they are. */
  redirect(target: Target): void;
  close(): Promise<void>;
}

/** @param first where the server listens */
export async function startTcpProxy(first: Target): Promise<TcpProxy> {
  let target = first;
  const open = new Set<Socket>();
  let isCut = false;
  // As Redis itself: what it says is sent at once.
  const server = createServer({ noDelay: true }, (client) => {
    if (isCut) return client.destroy();
    const upstream = typeof target === 'number' ? connect(target, '127.0.0.1') : connect(target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const destroyAll = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      destroyAll();
    },
    mend: () => {
      isCut = false;
    },
    silence: () => {
      for (const socket of open) socket.unpipe().pause();
    },
    redirect: (other) => {
      target = other;
    },
    close: async () => {
      destroyAll();
      server.close();
      await once(server, 'close');
    },
  };
}
