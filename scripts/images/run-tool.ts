import { execFileSync, type StdioOptions, spawnSync } from 'node:child_process';

/** A reason to stop that the reader can act on: printed without a stack. */
export class ImagesError extends Error {}

/** Says one line of progress. */
export function say(line: string): void {
  process.stderr.write(`images: ${line}\n`);
}

/**
 * Runs a tool to its end; what it reports goes to standard error.
 * @returns its standard output, without the last line's end
 * @throws ImagesError if it fails
 */
export function runTool(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  return run(command, args, environment, ['ignore', 'pipe', 'inherit']).trim();
}

/** The same, with its standard output for the reader too. @throws ImagesError if it fails */
export function showTool(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): void {
  run(command, args, environment, ['ignore', 2, 'inherit']);
}

/** Whether a tool is there and ends well. */
export function toolWorks(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv, stdio: StdioOptions): string {
  try {
    const options = { env: { ...process.env, ...environment }, stdio, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
    return execFileSync(command, args, options) ?? '';
  } catch (error) {
    const { status, signal } = error as { status: number | null; signal: string | null };
    const how = signal ?? `exit status ${status}`;
    throw new ImagesError(`"${[command, ...args].join(' ').slice(0, 200)}" failed (${how}).`);
  }
}
