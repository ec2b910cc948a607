import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { findPlace } from '../../scripts/setup/place.mjs';
import { fillOnce } from './shared.js';

/** A program of a Debian package. */
export interface DebianProgram {
  readonly name: string;
  readonly package: string;
  /** In the package, such as `usr/bin/promtool`. */
  readonly path: string;
  /** Arguments with which it does nothing, and exits with 0. */
  readonly harmless: readonly string[];
}

/**
 * A program: the one on the PATH, or else out of Debian's package, which apt checks by its signatures. It is unpacked into
 * set-up's cache, not installed.
 * @returns its path, or why there is none
 */
export async function findDebianProgram(
  program: DebianProgram,
): Promise<{ readonly path: string } | { readonly reason: string }> {
  const { name, harmless } = program;
  if (runs(name, harmless)) return { path: name };
  const folder = join(findPlace().cache, 'tests', `${name}-${process.arch}`);
  const path = join(folder, program.path);
  try {
    await fillOnce(folder, async (temporary) => {
      const quiet = { cwd: temporary, stdio: 'pipe' } as const;
      execFileSync('apt-get', ['download', program.package], quiet);
      const unpack = `dpkg --fsys-tarfile ${program.package}_*.deb | tar -x ./${program.path} && rm *.deb`;
      execFileSync('sh', ['-c', unpack], quiet);
    });
  } catch (error) {
    return { reason: `no ${name} on the PATH, and apt can't bring it: ${(error as Error).message}` };
  }
  return runs(path, harmless) ? { path } : { reason: `${path} does not run on this machine` };
}

function runs(path: string, harmless: readonly string[]): boolean {
  try {
    execFileSync(path, harmless, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
