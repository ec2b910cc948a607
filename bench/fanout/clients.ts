/** The clients of the fan-out benchmark: one process, as many plain sockets as it is told. */
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import pMap from 'p-map';
import { FrameReader, PONG } from './frame-reader.js';
import type { Delivery, FromClients, ToClients } from './messages.js';

/** Handshakes at the same time. */
const HANDSHAKES = 100;
/** How long a slow client doesn't read, and then does, in ms. */
const ASLEEP_MS = 6_000;
const AWAKE_MS = 500;
/** Delays are counted by ms up to this one. */
const MAX_DELAY_MS = 60_000;

const HANDSHAKE_END = Buffer.from('\r\n\r\n');

/** An event as its first receiver saw it; the others must get the same bytes. */
interface Seen {
  readonly sentAt: number;
  readonly bytes: Buffer;
}

const seen = new Map<number, Seen>();
const delays = new Uint32Array(MAX_DELAY_MS + 1);
const clients: Client[] = [];
let arrived = () => {};

class Client {
  last = 0;
  count = 0;
  broken = false;

  constructor(
    private readonly socket: Socket,
    readonly isSlow: boolean,
  ) {
    const reader = new FrameReader(
      (payload) => this.#hear(payload),
      () => socket.write(PONG),
    );
    socket.on('data', (chunk) => reader.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.broken = true;
    });
    if (isSlow) this.#sleep();
  }

  #hear(payload: Buffer): void {
    const seq = seqOf(payload);
    if (seq === undefined) return;
    const event = seen.get(seq) ?? remember(seq, payload);
    if (this.last !== 0 && seq !== this.last + 1) this.broken = true;
    if (!payload.equals(event.bytes)) this.broken = true;
    this.last = seq;
    this.count += 1;
    if (!this.isSlow) {
      const delay = Math.min(MAX_DELAY_MS, Math.max(0, Math.round(Date.now() - event.sentAt)));
      delays[delay] = (delays[delay] as number) + 1;
    }
    arrived();
  }

  #sleep(): void {
    this.socket.pause();
    setTimeout(() => {
      this.socket.resume();
      setTimeout(() => this.#sleep(), AWAKE_MS);
    }, ASLEEP_MS);
  }
}

/** The number at the start of an event: `{"seq":42,…`. Other messages have none. */
function seqOf(payload: Buffer): number | undefined {
  const start = '{"seq":'.length;
  if (payload[2] !== 's'.charCodeAt(0)) return undefined;
  let seq = 0;
  for (let i = start; payload[i] !== ','.charCodeAt(0); i++)
    seq = 10 * seq + (payload[i] as number) - '0'.charCodeAt(0);
  return seq;
}

function remember(seq: number, payload: Buffer): Seen {
  const { at } = JSON.parse(payload.toString()) as { at: string };
  const event = { sentAt: Date.parse(at), bytes: Buffer.from(payload) };
  seen.set(seq, event);
  return event;
}

async function open(port: number, path: string, isSlow: boolean): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay();
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  return await new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(HANDSHAKE_END);
      if (end === -1) return;
      socket.off('data', onData);
      const client = new Client(socket, isSlow);
      socket.emit('data', head.subarray(end + HANDSHAKE_END.length));
      resolve(client);
    };
    socket.on('data', onData);
    socket.once('error', reject);
  });
}

async function collect(from: number, to: number, patienceMs: number): Promise<Delivery> {
  const isWhole = ({ broken, last, count }: Client) => !broken && last === to && count === to - from + 1;
  const end = performance.now() + patienceMs;
  while (!clients.every(isWhole) && performance.now() < end) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 100);
      arrived = () => {
        clearTimeout(timer);
        arrived = () => {};
        setImmediate(resolve);
      };
    });
  }
  const total = delays.reduce((sum, count) => sum + count, 0);
  const quantile = (q: number) => {
    let below = 0;
    return delays.findIndex((count) => {
      below += count;
      return below >= q * total && below > 0;
    });
  };
  const whole = clients.filter(isWhole);
  return {
    whole: whole.length,
    wholeSlow: whole.filter(({ isSlow }) => isSlow).length,
    p50: quantile(0.5),
    p99: quantile(0.99),
    max: quantile(1),
  };
}

const say = (message: FromClients) => process.send?.(message);

process.on('message', async (message: ToClients) => {
  if (message.type === 'connect') {
    const start = performance.now();
    const { port, path, clients: wanted, slow } = message;
    const opened = await pMap(Array.from({ length: wanted }), (_, i) => open(port, path, i < slow), {
      concurrency: HANDSHAKES,
    });
    clients.push(...opened);
    say({ type: 'connected', seconds: (performance.now() - start) / 1000 });
  } else {
    say({ type: 'collected', ...(await collect(message.from, message.to, message.patienceMs)) });
  }
});
