import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImagesError, runTool, toolWorks } from './run-tool.js';

/** How often a health check is tried, in ms, and for how long. */
const CHECK_EVERY_MS = 500;
const HEALTHY_WITHIN_MS = 90_000;

/** A container of runc, which is what Docker and Kubernetes run theirs with too. */
export class Container {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;

  /**
   * Starts it.
   * @param folder for its bundle and its log
   * @param spec its runtime specification
   */
  constructor(
    readonly name: string,
    private readonly folder: string,
    spec: object,
  ) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), JSON.stringify(spec, null, 2));
    this.#process = spawn('runc', [...this.#state, 'run', '--bundle', folder, name], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(this.logFile);
    this.#process.stdout?.pipe(log, { end: false });
    this.#process.stderr?.pipe(log, { end: false });
    this.#ended = new Promise((resolve) => this.#process.once('exit', resolve));
  }

  get logFile(): string {
    return join(this.folder, 'log');
  }

  /** Runs a command inside. @returns its output @throws ImagesError if it fails */
  exec(command: readonly string[]): string {
    return runTool('runc', [...this.#state, 'exec', this.name, ...command]);
  }

  /** Resolves when its health check passes. @throws ImagesError if it ends before that, or takes too long */
  async untilHealthy(check: readonly string[]): Promise<void> {
    const until = Date.now() + HEALTHY_WITHIN_MS;
    while (!toolWorks('runc', [...this.#state, 'exec', this.name, ...check])) {
      const { exitCode } = this.#process;
      if (exitCode !== null) throw new ImagesError(`${this.name} ended with ${exitCode}: see ${this.logFile}.`);
      if (Date.now() > until) throw new ImagesError(`${this.name} does not get healthy: see ${this.logFile}.`);
      await sleep(CHECK_EVERY_MS);
    }
  }

  /** SIGTERM, and SIGKILL after the grace period. @returns its exit code, and how long it took in ms */
  async stop(graceMs: number): Promise<{ code: number | null; ms: number }> {
    const begun = performance.now();
    if (this.#process.exitCode === null) runTool('runc', [...this.#state, 'kill', this.name, 'TERM']);
    const timer = setTimeout(() => runTool('runc', [...this.#state, 'kill', '--all', this.name, 'KILL']), graceMs);
    const code = await this.#ended;
    clearTimeout(timer);
    return { code, ms: performance.now() - begun };
  }

  get #state(): readonly string[] {
    return ['--root', join(this.folder, 'state')];
  }
}
