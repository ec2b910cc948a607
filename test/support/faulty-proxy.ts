import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What may happen to a request on its way to the server and back. */
export type Fault =
  /** The server never hears of it, and the answer is an error. */
  | 'error'
  /** It is done, and the answer is an error. */
  | 'error in place of the answer'
  /** The connection is reset before a byte of an answer. */
  | 'reset'
  /** It is done, and the connection is reset before a byte of the answer. */
  | 'answer lost'
  /** The server has half of it when its connection ends. */
  | 'request cut'
  /** The client has half of the answer when its connection is reset. */
  | 'answer cut'
  /** Nothing ever comes back. */
  | 'silence';

/** Stands between a client and an HTTP server. */
export interface FaultyProxy {
  readonly port: number;
  /** Says what becomes of each request; nothing, until this is set. */
  fault: (request: IncomingMessage) => Fault | undefined;
  /** Faults that have happened. */
  count: number;
  close(): Promise<void>;
}

const ERROR = '<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>';

export async function startFaultyProxy(upstream: number): Promise<FaultyProxy> {
  const server = createServer((incoming, answer) => {
    const fault = proxy.fault(incoming);
    if (fault) proxy.count++;
    void pass(upstream, incoming, answer, fault).catch(() => incoming.socket.destroy());
  });
  // The SDK waits for leave to send a body, which is given at once.
  server.on('checkContinue', (incoming, answer) => {
    answer.writeContinue();
    server.emit('request', incoming, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultyProxy = {
    port: (server.address() as AddressInfo).port,
    fault: () => undefined,
    count: 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

async function pass(
  port: number,
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  if (fault === 'reset') return void incoming.socket.resetAndDestroy();
  const body = await buffer(incoming);
  if (fault === 'silence') return;
  if (fault === 'error') return void answer.writeHead(500).end(ERROR);
  if (fault === 'request cut') {
    await sendHalf(port, incoming, body);
    return void incoming.socket.resetAndDestroy();
  }
  const { method, url: path, headers } = incoming;
  const { expect: _, ...rest } = headers;
  const forwarded = request({ port, host: '127.0.0.1', method, path, headers: rest, agent: false });
  forwarded.end(body);
  const [response] = (await once(forwarded, 'response')) as [IncomingMessage];
  const bytes = await buffer(response);
  if (fault === 'answer lost') return void incoming.socket.resetAndDestroy();
  if (fault === 'error in place of the answer') {
    return void answer.writeHead(500).end(ERROR);
  }
  answer.writeHead(response.statusCode as number, response.headers);
  if (fault === 'answer cut')
    return void answer.write(bytes.subarray(0, bytes.length / 2), () => incoming.socket.destroy());
  answer.end(bytes);
}

/** Sends a request's head, and half of its body, to the server, and ends the connection. */
async function sendHalf(port: number, { method, url, rawHeaders }: IncomingMessage, body: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const lines = rawHeaders.flatMap((name, i) =>
    i % 2 === 0 && name.toLowerCase() !== 'expect' ? [`${name}: ${rawHeaders[i + 1]}`] : [],
  );
  const head = Buffer.from(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  await new Promise<void>((sent) =>
    socket.write(Buffer.concat([head, body.subarray(0, body.length / 2)]), () => sent()),
  );
  socket.destroy();
}
