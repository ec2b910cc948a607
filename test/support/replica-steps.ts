import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunkOf } from '../../src/datasets/batches.js';
import type { GanOptions } from '../../src/gan/gan.js';
import type { StepMetrics } from '../../src/gan/training-step.js';
import type { FloatTensor } from './torch-fixture.js';

/** A batch: channels-last images, latents and, of conditional networks, class weights. */
export interface StepBatch {
  readonly real: FloatTensor;
  readonly noise: FloatTensor;
  readonly labels?: FloatTensor | undefined;
}

/** What a replica has after a step. */
export interface ReplicaStep {
  /** Undefined of a replica without images. */
  readonly metrics: StepMetrics | undefined;
  /** Sums over the replicas, in the order of the networks' trainable variables. */
  readonly gradients: { readonly discriminator: Float32Array[]; readonly generator: Float32Array[] };
  /** All variables, by name. */
  readonly state: ReadonlyMap<string, Float32Array>;
  /** How many tensors its process holds. */
  readonly tensors: number;
}

export interface ReplicaSteps {
  readonly options: GanOptions;
  /** Initial values of variables, by name; others keep what the seed gives. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  readonly batches: readonly StepBatch[];
  /** How many replicas share each batch. */
  readonly count: number;
}

/** Takes training steps by real replicas, a process each. @returns by rank, what each has after every step */
export async function takeSteps({
  options,
  weights = new Map(),
  batches,
  count,
}: ReplicaSteps): Promise<ReplicaStep[][]> {
  const socketFolder = await mkdtemp(join(tmpdir(), 'atelier-replica-steps-'));
  const children = Array.from({ length: count }, () =>
    fork(new URL('./replica-process.mjs', import.meta.url), [], {
      env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1' },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    }),
  );
  try {
    const heard = children.map(messagesOf);
    await Promise.all(heard.map((messages) => messages.next()));
    for (const [rank, child] of children.entries()) {
      const share = { rank, count };
      const steps = batches.map((batch) => {
        const images = batch.real.shape[0] as number;
        const { start, end } = chunkOf(images, share);
        const { labels } = batch;
        const part = { real: rows(batch.real, start, end), noise: rows(batch.noise, start, end) };
        return { ...part, labels: labels && rows(labels, start, end), share: (end - start) / images };
      });
      child.send({ rank, count, socketFolder, options, weights, steps });
      // The first one listens before the others connect.
      if (rank === 0) await heard[0]?.next();
    }
    return await Promise.all(heard.map(async (messages) => (await messages.next()) as ReplicaStep[]));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await rm(socketFolder, { recursive: true });
  }
}

/** What a child says, one message after the other; fails when it ends in place of it. */
function messagesOf(child: ChildProcess): { next(): Promise<unknown> } {
  let output = '';
  child.stderr?.on('data', (text) => {
    output += text;
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('close', (code, signal) => reject(new Error(`a replica ended with ${code ?? signal}: ${output}`)));
  });
  ended.catch(() => {});
  const messages = on(child, 'message');
  return {
    next: async () => {
      const { value } = await Promise.race([messages.next(), ended]);
      return (value as unknown[])[0];
    },
  };
}

/** Items `start` to `end` along the first axis. */
function rows({ shape, data }: FloatTensor, start: number, end: number): FloatTensor {
  const size = data.length / (shape[0] as number);
  return { shape: [end - start, ...shape.slice(1)], data: data.slice(start * size, end * size) };
}
