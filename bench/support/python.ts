import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { say } from './verdict.js';

/** The peer of every benchmark of the engine. */
export const TORCH = ['torch==2.13.0', 'numpy==2.4.6'];
/** The peer of those that read images. */
export const TORCHVISION = [...TORCH, 'torchvision==0.28.0', 'pillow==12.0.0'];

/** The peers of serving. */
export const SERVING = [...TORCH, 'fastapi==0.165.0', 'litserve==0.2.19', 'pillow==12.0.0'];

/**
 * A Python with exactly these packages, in a virtual environment of its own in the user's cache; made on first use.
 * @param requirements as pip takes them
 * @returns the interpreter's path
 * @throws Error if there is no python3 with venv, or pip can't bring a package
 */
export function pythonWith(requirements: readonly string[]): string {
  const cache = resolve(
    process.env.ATELIER_NATIVE_DIR || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'atelier'),
  );
  const key = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 12);
  const folder = join(cache, 'bench', `python-${key}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    say(`installing ${requirements.join(', ')} into ${folder}`);
    rmSync(folder, { recursive: true, force: true });
    execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 2, 2] });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...requirements], { stdio: ['ignore', 2, 2] });
    writeFileSync(complete, '');
  }
  return python;
}

/** The path of a script in bench/peers; the scripts are not part of the build. */
export function peerScript(name: string): string {
  return join(import.meta.dirname, '../../../bench/peers', name);
}
