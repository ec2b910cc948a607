import { join } from 'node:path';
import { runTool, showTool } from './run-tool.js';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What an image says of itself. */
export interface ImageConfig {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

/** Debian's buildah, on a storage of its own that needs nothing of the kernel. */
export class Buildah {
  readonly #storage: readonly string[];

  /** @param folder for all images; every layer is a full copy there */
  constructor(folder: string) {
    const places = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
    this.#storage = ['--storage-driver', 'vfs', ...places];
  }

  /** Whether there is an image of that name. */
  has(image: string): boolean {
    return this.#run('images', '--quiet', '--filter', `reference=${image}`) !== '';
  }

  /** Makes an image of a root file system. @param config arguments of `buildah config` */
  importRoot(root: string, image: string, config: readonly string[] = []): void {
    const container = this.#run('from', 'scratch');
    this.#run('add', '--quiet', container, root, '/');
    this.#run('config', '--env', `PATH=${PATH}`, ...config, container);
    this.#run('commit', '--quiet', '--rm', container, image);
  }

  /** Builds a Dockerfile with base images that are here already, and shows its progress. */
  build(image: string, dockerfile: string, context: string, args: readonly string[]): void {
    const options = ['--isolation', 'chroot', '--pull-never', '--format', 'docker', '--layers=false'];
    showTool('buildah', [
      ...this.#storage,
      'build',
      ...options,
      ...args,
      '--file',
      dockerfile,
      '--tag',
      image,
      context,
    ]);
  }

  /** @returns bytes of the base's layers and of those that the Dockerfile adds, uncompressed */
  sizes(image: string): { base: number; added: number } {
    const { layers } = JSON.parse(this.#inspect(image).Manifest) as { layers: { size: number }[] };
    // Without `--layers` a Dockerfile adds one.
    const added = layers.at(-1)?.size ?? 0;
    return { base: layers.reduce((sum, { size }) => sum + size, -added), added };
  }

  config(image: string): ImageConfig {
    return this.#inspect(image).Docker.config;
  }

  /** Everything that the image carries besides files: its environment, labels and history, as JSON. */
  metadata(image: string): string {
    return JSON.stringify(this.#inspect(image).Docker);
  }

  /** @returns the folder of an image's files, of a container of that name */
  mount(image: string, container: string): string {
    this.#run('from', '--pull-never', '--name', container, image);
    return this.#run('mount', container);
  }

  unmount(container: string): void {
    this.#run('rm', container);
  }

  /** Removes containers that a killed run left. */
  removeContainers(): void {
    this.#run('rm', '--all');
  }

  removeAll(): void {
    this.removeContainers();
    this.#run('rmi', '--all', '--force');
  }

  #inspect(image: string): { Manifest: string; Docker: { config: ImageConfig } } {
    return JSON.parse(this.#run('inspect', '--type', 'image', image));
  }

  #run(...args: string[]): string {
    return runTool('buildah', [...this.#storage, ...args]);
  }
}
