import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Telemetry } from './telemetry.js';

/** Why somebody may not read the metrics. */
export interface MetricsError {
  readonly status: 401 | 403 | 421 | 503;
  readonly why: string;
}

export interface MetricsListener {
  /** Where the metrics are, e.g. `http://127.0.0.1:9464/metrics`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers `GET /metrics`, and nothing else, for a process that has no API.
 * @param errorOf checks who asks
 * @throws Error if the address can't be listened on
 */
export async function listenForMetrics(
  telemetry: Telemetry,
  { host, port }: { readonly host: string; readonly port: number },
  errorOf: (headers: IncomingHttpHeaders) => Promise<MetricsError | null>,
): Promise<MetricsListener> {
  const respond = async (path: string | undefined, headers: IncomingHttpHeaders) => {
    if (path !== '/metrics') return plain(404, 'There is /metrics only.');
    const error = await errorOf(headers);
    if (error) return plain(error.status, error.why);
    return { status: 200, type: telemetry.contentType, body: await telemetry.text() };
  };
  const server = createServer((request, response) => {
    const path = request.method === 'GET' ? request.url?.split('?')[0] : undefined;
    respond(path, request.headers)
      .catch(() => plain(500, 'The metrics could not be read.'))
      .then(({ status, type, body }) => {
        const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="atelier"' } : {};
        response.writeHead(status, { 'content-type': type, ...challenge }).end(body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function plain(status: number, why: string) {
  return { status, type: 'text/plain; charset=utf-8', body: `${why}\n` };
}
