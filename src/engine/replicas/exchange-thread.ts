/** The thread that moves a replica's messages between shared memory and Unix sockets, while the main thread computes. */
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { shortSocketPath } from '../../storage/socket-path.js';
import {
  type ExchangeMemory,
  HEADER_BYTES,
  type Message,
  markArrived,
  markLost,
  markSent,
  messageBytes,
} from './exchange-memory.js';

/** What the thread is started with. */
export interface ExchangeThreadData {
  readonly memory: ExchangeMemory;
  /** Where each replica has its socket, named by its rank. */
  readonly folder: string;
  readonly rank: number;
  /** The replicas that this one hears and is heard by; each has the inbox of its index. */
  readonly peers: readonly number[];
  /** How long the process may live on after it has lost a peer, in ms. */
  readonly graceMs: number;
}

/** What it reports: that others can connect, and that all peers hear each other. */
export type ExchangeThreadReport = 'listening' | 'connected';

const { memory, folder, rank, peers, graceMs } = workerData as ExchangeThreadData;

/** Read at once; a Unix socket holds less by default. */
const READ_BYTES = 256 * 1024;

/**
 * A connection carries messages one way, to whoever made it: Node reads into memory of ours only on connections that
 * it makes itself, which takes a third of the time.
 */
const listeners: Socket[] = [];
let hears = 0;

const server = createServer((socket) => {
  listeners.push(socket.on('error', leaveToHearing));
  // A replica listens before it connects, so the first one can connect to all when all have connected to it.
  if (rank === 0 && listeners.length === peers.length) peers.forEach(hear);
  reportConnected();
});
server.listen(shortSocketPath(join(folder, String(rank))), () => {
  if (rank > 0) peers.forEach(hear);
  report('listening');
});

/** The main thread says how many floats of the outbox are to be sent. */
parentPort?.on('message', (floats: number) => {
  const bytes = memory.outbox.bytes.subarray(0, messageBytes(floats));
  for (const socket of listeners) socket.write(bytes, () => markSent(memory));
});

/** Takes in the messages of a peer. It sends the next only when it has the answer to the last. */
function hear(peer: number, index: number): void {
  const { bytes, count } = memory.inboxes[index] as Message;
  let filled = 0;
  const socket = createConnection({
    path: shortSocketPath(join(folder, String(peer))),
    onread: {
      buffer: () => bytes.subarray(filled, filled + READ_BYTES),
      callback: (read) => {
        filled += read;
        if (filled >= HEADER_BYTES && filled >= messageBytes(count[0] as number)) {
          filled = 0;
          markArrived(memory, index);
        }
        return true;
      },
    },
  });
  socket.once('connect', () => {
    hears += 1;
    reportConnected();
  });
  socket.on('error', leaveToHearing);
  socket.once('close', () => {
    markLost(memory, index);
    // The main thread may be deep in a step that nobody needs any more.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
  });
}

/** A peer is gone when it is heard no more: every error of its sockets ends with that. */
function leaveToHearing(): void {}

function reportConnected(): void {
  if (hears < peers.length || listeners.length < peers.length) return;
  server.close();
  report('connected');
}

function report(message: ExchangeThreadReport): void {
  parentPort?.postMessage(message);
}
