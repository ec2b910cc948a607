import { existsSync, statfsSync } from 'node:fs';
import { ImagesError, toolWorks } from './run-tool.js';

/** Debian's packages, by the command that each brings. */
const TOOLS = { buildah: 'buildah', debootstrap: 'debootstrap', runc: 'runc', ip: 'iproute2' } as const;

/** Disk that is taken at the peak, in bytes, measured: every stage and every image is a full copy (storage `vfs`). */
const DISK = { cpu: 14e9, cuda: 45e9 } as const;

/**
 * @param folder where images are kept; it exists
 * @throws ImagesError with what is missing and how to bring it
 */
export function requireTools(folder: string, cuda: boolean): void {
  if (process.getuid?.() !== 0) {
    throw new ImagesError('Images are built and run without a Docker engine here, which takes root: use "sudo -E".');
  }
  const missing = Object.entries(TOOLS).filter(([command]) => !toolWorks('sh', ['-c', `command -v ${command}`]));
  if (missing.length > 0) {
    const packages = missing.map(([, name]) => name).join(' ');
    throw new ImagesError(
      `Missing: ${missing.map(([command]) => command).join(', ')}. On Debian 12 or newer, bring them with "apt-get install --no-install-recommends ${packages}".`,
    );
  }
  if (!existsSync('/usr/share/debootstrap/scripts/trixie')) {
    throw new ImagesError('This debootstrap knows no Debian 13 (trixie), which Redis is taken from: update it.');
  }
  const { bavail, bsize } = statfsSync(folder);
  const needed = cuda ? DISK.cuda : DISK.cpu;
  if (bavail * bsize < needed) {
    throw new ImagesError(
      `${folder} has ${(bavail * bsize) / 1e9} GB free, and ${needed / 1e9} GB are needed: name another folder with --folder.`,
    );
  }
}
