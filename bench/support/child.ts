import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark that answers messages. */
export class Child<In, Out extends { readonly type: string }> {
  readonly #process: ChildProcess;
  readonly #gone: Promise<never>;

  /** @param file relative to the folder of benchmarks */
  constructor(file: string, args: readonly string[] = []) {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
    // A socket is a file: the shell allows as many as the machine does.
    const command = 'ulimit -n "$(ulimit -Hn)"; exec "$@"';
    this.#process = spawn('sh', ['-c', command, 'sh', process.execPath, path, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#gone = new Promise((_, reject) => {
      this.#process.once('exit', (code, signal) => reject(new Error(`${file} ended with ${code ?? signal}`)));
    });
    this.#gone.catch(() => {});
  }

  send(message: In): void {
    this.#process.send(message as object);
  }

  /** Resolves with the next message of a type. */
  async next<T extends Out['type']>(type: T): Promise<Extract<Out, { type: T }>> {
    let listener = (_: Out) => {};
    const message = new Promise<Extract<Out, { type: T }>>((resolve) => {
      listener = (heard) => {
        if (heard.type === type) resolve(heard as Extract<Out, { type: T }>);
      };
      this.#process.on('message', listener);
    });
    try {
      return await Promise.race([message, this.#gone]);
    } finally {
      this.#process.off('message', listener);
    }
  }

  async ask<T extends Out['type']>(message: In, type: T): Promise<Extract<Out, { type: T }>> {
    const answer = this.next(type);
    this.send(message);
    return await answer;
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone.catch(() => {});
  }
}
