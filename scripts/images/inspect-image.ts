import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Buildah } from './buildah.js';
import { ImagesError, say, toolWorks } from './run-tool.js';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Where the Dockerfiles mount settings of package clients, as far as base images have no such file. */
const MOUNTED = ['root/.npmrc', 'etc/pip.conf', 'etc/apt/apt.conf.d/99build'];

/**
 * Prints an image's size, and looks for what must not be in it.
 * @param privateValues addresses and secrets of this machine's package clients
 * @throws ImagesError if one of them is found, or the list of its packages is missing
 */
export function inspectImage(buildah: Buildah, image: string, privateValues: readonly string[]): void {
  const { base, added } = buildah.sizes(image);
  const root = buildah.mount(image, 'atelier-inspect');
  try {
    const metadata = buildah.metadata(image);
    const app = join(root, 'opt/atelier');
    for (const value of privateValues) {
      const found =
        metadata.includes(value) || toolWorks('grep', ['--recursive', '--quiet', '--fixed-strings', value, app]);
      if (found) throw new ImagesError(`${image} holds a setting of this machine's package clients.`);
    }
    for (const file of MOUNTED) {
      if (existsSync(join(root, file)))
        throw new ImagesError(`${image} holds ${file}, which was mounted for the build.`);
    }
    const { components } = JSON.parse(readFileSync(join(app, 'sbom.cdx.json'), 'utf8')) as { components: unknown[] };
    const tensorflow = existsSync(join(app, 'node_modules/@tensorflow/tfjs-node-gpu'));
    say(
      `${image}: ${megabytes(added)} on a base of ${megabytes(base)}, ${components.length} npm packages, ${tensorflow ? 'with' : 'without'} TensorFlow`,
    );
  } finally {
    buildah.unmount('atelier-inspect');
  }
}
