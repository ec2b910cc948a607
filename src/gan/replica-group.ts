import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awaitedLater } from '../awaited-later.js';
import { type MachineDevices, replicaEnvironment } from '../contracts/devices.js';
import type { ReplicaStart, ToReplica } from '../contracts/replica-messages.js';
import { autotuner } from '../engine/autotuner.js';
import { ExchangeLink } from '../engine/replicas/exchange-link.js';
import { PeerLost } from '../engine/replicas/exchange-memory.js';
import { type Addends, GradientExchange } from '../engine/replicas/gradient-exchange.js';
import { AtelierError } from '../errors.js';
import { networkShape } from '../models/networks.js';
import type { Gan } from './gan.js';
import { ReplicaChild } from './replica-child.js';
import { checksumOf, longestMessage } from './replica-state.js';

/** All replicas of a run, as the training loop of the first sees them. */
export interface Replicas {
  /** How many there are, the first included. */
  readonly count: number;
  /** Has the others begin the next step. */
  begin(): void;
  /** Adds what the others have found in this step. @throws PeerLost */
  sum(addends: Addends): Addends;
  /**
   * Makes sure, before a checkpoint, that all replicas hold the same, and has them go on by the first one's choices of
   * kernels.
   * @throws AtelierError `replicas_differ`; ReplicaLost
   */
  agree(gan: Gan): Promise<void>;
}

/** A run of one process. */
export const ALONE: Replicas = { count: 1, begin: () => {}, sum: (addends) => addends, agree: async () => {} };

export interface ReplicaGroupOptions extends Omit<ReplicaStart, 'type' | 'rank' | 'socketFolder' | 'choices'> {
  /** The built src/replica.ts. */
  readonly entry: URL;
  readonly devices: MachineDevices;
  readonly signal: AbortSignal;
}

/** The replicas of a run beside the first, each a child process on a device of its own. */
export class ReplicaGroup implements Replicas {
  readonly #exchange: GradientExchange;

  private constructor(
    private readonly link: ExchangeLink,
    private readonly children: readonly ReplicaChild[],
  ) {
    this.#exchange = new GradientExchange(link);
  }

  /**
   * Starts them, from a checkpoint or the beginning; resolves when all are connected.
   * @throws ReplicaLost; the signal's reason
   */
  static async start({ entry, devices, signal, ...run }: ReplicaGroupOptions): Promise<ReplicaGroup> {
    const { ngpu } = run.hyperparameters;
    // mkdtemp's folders are open to their owner alone.
    const socketFolder = await mkdtemp(join(tmpdir(), 'atelier-replicas-'));
    try {
      const { link, connected } = await ExchangeLink.listen(socketFolder, ngpu, longestMessage(networkShape(run)));
      const ranks = Array.from({ length: ngpu - 1 }, (_, index) => index + 1);
      const children = ranks.map(
        (rank) => new ReplicaChild(rank, entry, replicaEnvironment(devices, ngpu, rank, process.env)),
      );
      const group = new ReplicaGroup(link, children);
      const { choices } = autotuner;
      for (const child of children) child.send({ ...run, type: 'start', rank: child.rank, socketFolder, choices });
      try {
        await Promise.race([connected, ...children.map(({ lost }) => lost), aborted(signal)]);
        return group;
      } catch (error) {
        await group.close();
        throw error;
      }
    } finally {
      // Connections need their sockets' names no more.
      await rm(socketFolder, { recursive: true, force: true });
    }
  }

  get count(): number {
    return this.children.length + 1;
  }

  begin(): void {
    this.#tellAll({ type: 'step' });
  }

  sum(addends: Addends): Addends {
    return this.#exchange.sum(addends);
  }

  async agree(gan: Gan): Promise<void> {
    const answers = this.children.map((child) => awaitedLater(child.next('compared')));
    // What each has tried for itself until now, a resumed run will take from the checkpoint.
    this.#tellAll({ type: 'compare', choices: autotuner.choices });
    const checksum = checksumOf(gan);
    const compared = await Promise.all(answers);
    const different = this.children.find((_, index) => compared[index]?.checksum !== checksum);
    if (different) {
      throw new AtelierError('replicas_differ', `Replica ${different.rank} holds other weights than the first.`);
    }
  }

  /** What a failure of the run was, if it was that of a replica. */
  async explain(error: unknown): Promise<unknown> {
    if (!(error instanceof PeerLost)) return error;
    const child = this.children[error.peer] as ReplicaChild;
    return await child.lost.catch((lost: unknown) => lost);
  }

  /** Ends all other replicas. */
  async close(): Promise<void> {
    // The link first, which would take their end for a loss.
    await this.link.close();
    await Promise.all(this.children.map((child) => child.kill()));
  }

  #tellAll(message: ToReplica): void {
    for (const child of this.children) child.send(message);
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  signal.throwIfAborted();
  return await new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );
}
