/**
 * `npm run images -- [--cuda] [--folder FOLDER] [--keep]`: builds every image and lives through a user's first hour on
 * them, as root on Debian and without a Docker engine or a container registry.
 *
 * --cuda    the CUDA worker too (3.4 GB to download, 45 GB of disk), which is then run on the CPU
 * --folder  where images are kept; `images` in the user's cache by default
 * --keep    keep the images
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPlace } from '../setup/place.mjs';
import { imagesNamedIn, makeBaseImages } from './base-images.js';
import { Buildah } from './buildah.js';
import { readClientSettings } from './client-settings.js';
import { readCompose, type Service } from './compose.js';
import { inspectImage } from './inspect-image.js';
import { requireTools } from './requirements.js';
import { runStory } from './run-story.js';
import { ImagesError, say } from './run-tool.js';

// This file runs from dist/scripts/images.
const root = join(import.meta.dirname, '../../..');
const { values: options } = parseArgs({
  options: {
    cuda: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(findPlace().cache, 'images') },
    keep: { type: 'boolean', default: false },
  },
});

try {
  mkdirSync(options.folder, { recursive: true });
  requireTools(options.folder, options.cuda);
  await main();
} catch (error) {
  if (!(error instanceof ImagesError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const services = readCompose(join(root, 'docker-compose.yml'));
  const workers = options.cuda ? ['worker', 'worker-gpu'] : ['worker'];
  const buildah = new Buildah(options.folder);
  buildah.removeContainers();
  const settings = readClientSettings();
  try {
    const built = ['api', ...workers].map((name) => services[name] as Service);
    const bases = built.flatMap(({ build }) => imagesNamedIn(join(root, build?.dockerfile ?? '')));
    makeBaseImages(buildah, [services.redis?.image ?? '', ...bases], options.folder, settings.mirror);
    for (const { image, build } of built) {
      say(`building ${image}`);
      const args = Object.entries(build?.args ?? {}).map(([name, value]) => `--build-arg=${name}=${value}`);
      buildah.build(image, join(root, build?.dockerfile ?? ''), root, [...args, ...settings.secrets]);
      inspectImage(buildah, image, settings.privateValues);
    }
  } finally {
    settings.remove();
  }
  for (const worker of workers) await runStory(buildah, services, worker, join(options.folder, `story-${worker}`));
  if (!options.keep) buildah.removeAll();
  say('every image was built and lived through the first hour');
}
