import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { awaitedLater } from '../awaited-later.js';
import type { FromReplica, ToReplica } from '../contracts/replica-messages.js';

/** A replica of a run has gone; the run can't go on without it. */
export class ReplicaLost extends Error {
  override readonly name = 'ReplicaLost';
}

/** A process that trains one of a run's replicas, as the trainer sees it. */
export class ReplicaChild {
  readonly #process: ChildProcess;
  /** What the replica said of its own end. */
  #failure: string | undefined;
  /** Rejects with a `ReplicaLost` when the replica is gone and all it said is heard. */
  readonly lost: Promise<never>;

  /**
   * @param entry the built src/replica.ts
   * @param environment added to this process's own
   */
  constructor(
    readonly rank: number,
    entry: URL,
    environment: Readonly<Record<string, string>>,
  ) {
    this.#process = fork(entry, [], {
      env: { ...process.env, ...environment },
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (message: FromReplica) => {
      if (message.type === 'failed') this.#failure = message.error.message;
    });
    const lost = new Promise<never>((_, reject) => {
      this.#process.once('close', (code, signal) => reject(new ReplicaLost(this.#epitaph(code, signal))));
      this.#process.once('error', (error) => reject(new ReplicaLost(`replica ${rank}: ${error.message}`)));
    });
    this.lost = awaitedLater(lost);
  }

  /** A replica that is gone hears nothing: its end is told by `lost`. */
  send(message: ToReplica): void {
    this.#process.send(message, () => {});
  }

  /** The next message of a type. @throws ReplicaLost */
  async next<Type extends FromReplica['type']>(type: Type): Promise<Extract<FromReplica, { type: Type }>> {
    for (;;) {
      const [message] = (await Promise.race([once(this.#process, 'message'), this.lost])) as [FromReplica];
      if (message.type === type) return message as Extract<FromReplica, { type: Type }>;
    }
  }

  /** Ends it at once: it holds nothing that another doesn't. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.lost.catch(() => {});
  }

  #epitaph(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal ? `was killed by ${signal}` : `exited with ${code}`;
    return `replica ${this.rank} ${this.#failure === undefined ? how : `failed: ${this.#failure}`}`;
  }
}
