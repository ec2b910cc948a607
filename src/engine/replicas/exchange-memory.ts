/**
 * The memory in which a replica's main thread and its exchange thread meet. A training step is one synchronous piece of
 * code, so the main thread can't wait for a socket by an event: it sleeps on a word of this memory in its place.
 */
export interface ExchangeMemory {
  /** Where both threads are; read and written with `Atomics` only. */
  readonly words: Int32Array;
  /** What this replica says next, to all its peers alike. */
  readonly outbox: Message;
  /** What each peer said last. */
  readonly inboxes: readonly Message[];
}

/** A message as it travels: a header with the number of floats, then the floats, all in the machine's byte order. */
export interface Message {
  readonly count: Uint32Array;
  readonly floats: Float32Array;
  /** All of it. */
  readonly bytes: Uint8Array;
}

/** What TensorFlow wants memory aligned to; with less, it copies tensors, and copying itself is slower. */
export const HEADER_BYTES = 64;
const FLOAT_BYTES = 4;

/** Words: one that changes with every other, the peer that is lost, the peers still to be sent to, what has arrived. */
const CHANGES = 0;
const LOST = 1;
const UNSENT = 2;
const ARRIVED = 3;

/** The peer with this index has gone. */
export class PeerLost extends Error {
  override readonly name = 'PeerLost';
  constructor(readonly peer: number) {
    super(`peer ${peer} is gone`);
  }
}

/** @param capacity floats of the longest message */
export function allocateExchangeMemory(peers: number, capacity: number): ExchangeMemory {
  const message = (): Message => {
    const memory = new SharedArrayBuffer(HEADER_BYTES + capacity * FLOAT_BYTES);
    return {
      count: new Uint32Array(memory, 0, 1),
      floats: new Float32Array(memory, HEADER_BYTES),
      bytes: new Uint8Array(memory),
    };
  };
  return {
    words: new Int32Array(new SharedArrayBuffer((ARRIVED + peers) * Int32Array.BYTES_PER_ELEMENT)),
    outbox: message(),
    inboxes: Array.from({ length: peers }, message),
  };
}

/** The bytes of a message with so many floats. */
export function messageBytes(floats: number): number {
  return HEADER_BYTES + floats * FLOAT_BYTES;
}

/** The main thread is about to have the outbox sent to every peer. */
export function markUnsent({ words, inboxes }: ExchangeMemory): void {
  Atomics.store(words, UNSENT, inboxes.length);
}

/** The exchange thread has sent the outbox to one more peer. */
export function markSent({ words }: ExchangeMemory): void {
  Atomics.sub(words, UNSENT, 1);
  change(words);
}

/** The exchange thread has a whole message of a peer in its inbox. */
export function markArrived({ words }: ExchangeMemory, peer: number): void {
  Atomics.store(words, ARRIVED + peer, 1);
  change(words);
}

/** The exchange thread has lost a peer; the first one counts. */
export function markLost({ words }: ExchangeMemory, peer: number): void {
  Atomics.compareExchange(words, LOST, 0, peer + 1);
  change(words);
}

/** Blocks the main thread until the outbox may be written to. @throws PeerLost */
export function waitUntilSent({ words }: ExchangeMemory): void {
  waitUntil(words, () => Atomics.load(words, UNSENT) === 0);
}

/**
 * Blocks the main thread until a peer's message is there.
 * @returns its floats, a view that holds until this replica sends again
 * @throws PeerLost
 */
export function waitForMessage({ words, inboxes }: ExchangeMemory, peer: number): Float32Array {
  waitUntil(words, () => Atomics.compareExchange(words, ARRIVED + peer, 1, 0) === 1);
  const { count, floats } = inboxes[peer] as Message;
  return floats.subarray(0, count[0]);
}

function waitUntil(words: Int32Array, done: () => boolean): void {
  for (;;) {
    const seen = Atomics.load(words, CHANGES);
    const lost = Atomics.load(words, LOST);
    if (lost > 0) throw new PeerLost(lost - 1);
    if (done()) return;
    Atomics.wait(words, CHANGES, seen);
  }
}

function change(words: Int32Array): void {
  Atomics.add(words, CHANGES, 1);
  Atomics.notify(words, CHANGES);
}
