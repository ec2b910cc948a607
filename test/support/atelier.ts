import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a command of `atelier` to its end. @returns what it answered; throws what it printed if it fails */
export async function atelier(environment: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  return (await printed(environment, ...args)).stdout;
}

/** Runs a command of `atelier` to its end. @returns what it answered, and what it warned of */
export function printed(environment: Readonly<Record<string, string>>, ...args: string[]) {
  return run(process.execPath, ['bin/atelier.js', ...args], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environment },
  });
}
