import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { awaitedLater } from '../../awaited-later.js';
import {
  allocateExchangeMemory,
  type ExchangeMemory,
  markUnsent,
  waitForMessage,
  waitUntilSent,
} from './exchange-memory.js';
import type { ExchangeThreadData, ExchangeThreadReport } from './exchange-thread.js';

/** How long the first replica may take to say which peer it has lost, before its exchange thread ends it; in ms. */
const FIRST_REPLICA_GRACE_MS = 3_000;

/**
 * A replica's connection to its peers, on which the main thread can wait. The first replica is connected to all
 * others, and they to it alone.
 */
export class ExchangeLink {
  readonly rank: number;
  readonly #memory: ExchangeMemory;
  readonly #thread: Worker;

  private constructor({ capacity, ...endpoint }: Omit<ExchangeThreadData, 'memory'> & { readonly capacity: number }) {
    this.rank = endpoint.rank;
    this.#memory = allocateExchangeMemory(endpoint.peers.length, capacity);
    const workerData: ExchangeThreadData = { ...endpoint, memory: this.#memory };
    this.#thread = new Worker(new URL('./exchange-thread.js', import.meta.url), { workerData });
  }

  /**
   * The first replica's end; others can connect when it resolves, and `connected` says when all have.
   * @param folder for sockets, private to the run
   * @param replicas how many there are, this one included
   * @param capacity floats of the longest message
   */
  static async listen(
    folder: string,
    replicas: number,
    capacity: number,
  ): Promise<{ link: ExchangeLink; connected: Promise<void> }> {
    const peers = Array.from({ length: replicas - 1 }, (_, index) => index + 1);
    const link = new ExchangeLink({ folder, rank: 0, peers, capacity, graceMs: FIRST_REPLICA_GRACE_MS });
    const connected = awaitedLater(link.#reported('connected'));
    await link.#reported('listening');
    return { link, connected };
  }

  /**
   * Another replica's end. When the first replica is gone, it has nothing left to do: its process is killed then, even
   * in the middle of a step.
   * @param rank its number, from 1
   */
  static async connect(folder: string, rank: number, capacity: number): Promise<ExchangeLink> {
    const link = new ExchangeLink({ folder, rank, peers: [0], capacity, graceMs: 0 });
    await link.#reported('connected');
    return link;
  }

  /** How many peers there are. */
  get peers(): number {
    return this.#memory.inboxes.length;
  }

  /** Where the next message is written; blocks until the last one is out. @throws PeerLost */
  outbox(): Float32Array {
    waitUntilSent(this.#memory);
    return this.#memory.outbox.floats;
  }

  /** Sends the outbox's first floats to every peer. */
  send(floats: number): void {
    const { count } = this.#memory.outbox;
    count[0] = floats;
    markUnsent(this.#memory);
    this.#thread.postMessage(floats);
  }

  /** Blocks until a peer's message is there. @returns a view that holds until `send` @throws PeerLost */
  receive(peer: number): Float32Array {
    return waitForMessage(this.#memory, peer);
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  async #reported(expected: ExchangeThreadReport): Promise<void> {
    for (;;) {
      const [report] = await once(this.#thread, 'message');
      if (report === expected) return;
    }
  }
}
