import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** Batches in an epoch; the last one is smaller where they don't divide, as with PyTorch's `drop_last=False`. */
export function stepsPerEpoch(images: number, batchSize: number): number {
  return Math.ceil(images / batchSize);
}

/**
 * All indices `0 … images - 1` in a uniformly random order that depends on nothing but the arguments: a resumed job
 * finds each epoch's order again without any generator state.
 */
export function epochOrder(images: number, manualSeed: number, epoch: number): Uint32Array {
  return shuffled(images, `epoch order ${manualSeed} ${epoch}`);
}

/** `0 … count - 1` in a uniformly random order that depends on the purpose alone. */
export function shuffled(count: number, purpose: string): Uint32Array {
  const random = randomOf(purpose);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  // Fisher–Yates: each position takes one of those not yet placed.
  for (let last = count - 1; last > 0; last--) {
    const chosen = uniformInt(random, 0, last);
    const moved = order[last] as number;
    order[last] = order[chosen] as number;
    order[chosen] = moved;
  }
  return order;
}

/** A generator of random integers that depends on the purpose alone. */
export function randomOf(purpose: string) {
  // Hashed, so that neighbouring seeds and epochs start from unrelated states.
  const digest = createHash('sha256').update(`atelier ${purpose}`).digest();
  return xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
}

/**
 * The image indices of one step, a view into `order`.
 *
 * @param stepInEpoch from 0
 * @throws RangeError outside the epoch
 */
export function batchIndices(order: Uint32Array, batchSize: number, stepInEpoch: number): Uint32Array {
  const steps = stepsPerEpoch(order.length, batchSize);
  if (!Number.isInteger(stepInEpoch) || stepInEpoch < 0 || stepInEpoch >= steps) {
    throw new RangeError(`step ${stepInEpoch} is not in an epoch of ${steps} steps`);
  }
  return order.subarray(stepInEpoch * batchSize, (stepInEpoch + 1) * batchSize);
}

/** One of the equal shares that a run's batches are divided into. */
export interface Share {
  /** From 0. */
  readonly rank: number;
  /** How many there are. */
  readonly count: number;
}

/** The share of a run whose batches are not divided. */
export const WHOLE: Share = { rank: 0, count: 1 };

/**
 * Which items of a batch are in one share: `torch.chunk`, as PyTorch's DataParallel uses it. All chunks have
 * ⌈batch / count⌉ items but the last, which may have fewer; where items don't reach, the last shares are empty.
 *
 * @returns the items from `start` up to but not including `end`
 */
export function chunkOf(batch: number, { rank, count }: Share): { start: number; end: number } {
  const length = Math.ceil(batch / count);
  return { start: Math.min(batch, rank * length), end: Math.min(batch, (rank + 1) * length) };
}
