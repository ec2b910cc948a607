import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A process that waits for orders, a line of JSON each, and answers each with a line of JSON: so two contestants stay
 * warm side by side, and take turns in one run.
 */
export class Contestant {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, ...environment },
    });
    this.#reader = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Starts one of the built workloads. */
  static workload(name: string, args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
    const path = fileURLToPath(new URL(`../workloads/${name}.js`, import.meta.url));
    return new Contestant(process.execPath, [path, ...args], environment);
  }

  /** @throws Error if it ends without an answer */
  async ask<Answer>(order: object): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#child.spawnargs.join(' ')} ended with ${this.#child.exitCode}`);
    return JSON.parse(value) as Answer;
  }

  async close(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exited;
    this.#reader.close();
  }
}

/** Lets contestants take turns: one order to each in every round. @returns all answers, by name */
export async function takeTurns<Name extends string, Answer>(
  contestants: Readonly<Record<Name, Contestant>>,
  rounds: number,
  order: object,
): Promise<Record<Name, Answer[]>> {
  const names = Object.keys(contestants) as Name[];
  const answers = Object.fromEntries(names.map((name) => [name, [] as Answer[]])) as Record<Name, Answer[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) answers[name].push(await contestants[name].ask<Answer>(order));
  }
  return answers;
}
