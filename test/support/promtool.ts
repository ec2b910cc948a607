import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findPlace } from '../../scripts/setup/place.mjs';
import { fillOnce } from './shared.js';

/**
 * Prometheus's promtool: the one on the PATH, or else out of Debian's package, which apt checks by its signatures. It is
 * unpacked into set-up's cache, not installed.
 * @returns its path, or why there is none
 */
export async function findPromtool(): Promise<{ readonly path: string } | { readonly reason: string }> {
  if (runs('promtool')) return { path: 'promtool' };
  const { cache } = findPlace();
  const folder = join(cache, 'tests', `promtool-${process.arch}`);
  const path = join(folder, 'usr/bin/promtool');
  try {
    await fillOnce(folder, async (temporary) => {
      const quiet = { cwd: temporary, stdio: 'pipe' } as const;
      execFileSync('apt-get', ['download', 'prometheus'], quiet);
      const unpack = 'dpkg --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool && rm *.deb';
      execFileSync('sh', ['-c', unpack], quiet);
    });
  } catch (error) {
    return { reason: `no promtool on the PATH, and apt can't bring it: ${(error as Error).message}` };
  }
  return runs(path) ? { path } : { reason: `${path} does not run on this machine` };
}

function runs(path: string): boolean {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
