import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { readRepositoryFile } from './garment-photos.js';

/** The certificate of `startTlsProxy`, which no list of authorities has: for `localhost` and 127.0.0.1. */
export const CERTIFICATE = 'test/fixtures/tls/certificate.pem';

/** Speaks TLS before a server that doesn't. @param target its port */
export async function startTlsProxy(target: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const [cert, key] = await Promise.all([CERTIFICATE, 'test/fixtures/tls/key.pem'].map(readRepositoryFile));
  const server = createServer({ cert, key }, (client) => {
    const upstream = connect(target, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
