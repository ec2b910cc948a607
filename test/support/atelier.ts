import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a command of `atelier` to its end. @returns what it printed; throws what it printed if it fails */
export async function atelier(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await run(process.execPath, ['bin/atelier.js', ...args], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment },
  });
  return stdout;
}
