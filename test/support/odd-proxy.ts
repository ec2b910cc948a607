import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands where a service is expected, by the first part of the path. */
const answers: Record<string, (response: ServerResponse) => void> = {
  /** nginx without its upstream. */
  'bad-gateway': (response) => page(response, 502, '502 Bad Gateway'),
  'gateway-timeout': (response) => page(response, 504, '504 Gateway Time-out'),
  /** Traefik without its upstream. */
  'not-found': (response) => void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found'),
  /** A proxy that has people log in first. */
  login: (response) => void response.writeHead(302, { location: '/page' }).end(),
  page: (response) => page(response, 200, 'Log in'),
  failed: (response) => page(response, 500, 'It failed'),
  empty: (response) => void response.end(),
  text: (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('It works!'),
  'page-as-json': (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
  cut: (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"id": "job_', () => response.destroy());
  },
};

/** A server at whose `/bad-gateway`, `/login` and so on an Atelier is looked for, and isn't. */
export interface OddProxy {
  readonly url: string;
  /** Requests that came. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startOddProxy(): Promise<OddProxy> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    request.resume();
    const url = request.url ?? '';
    requests.push(`${request.method} ${url}`);
    answers[url.split(/[/?]/)[1] ?? '']?.(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function page(response: ServerResponse, status: number, title: string): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end(`<html><title>${title}</title></html>`);
}
