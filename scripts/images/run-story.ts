import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Buildah } from './buildah.js';
import type { Service } from './compose.js';
import { Container } from './container.js';
import { Network } from './network.js';
import { ImagesError, say } from './run-tool.js';
import { runtimeSpec } from './runtime-spec.js';

type Services = Readonly<Record<string, Service>>;

const STORY = fileURLToPath(new URL('./story.js', import.meta.url));

/**
 * Starts Redis, the API and a worker as docker-compose.yml describes them, and lets a user's first hour happen.
 * @param worker name of the service that trains
 * @param folder for the containers' data and logs; emptied first
 */
export async function runStory(buildah: Buildah, services: Services, worker: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const stage = new Stage(buildah, services, folder);
  let story: ChildProcess | undefined;
  try {
    await stage.start('redis');
    await stage.start(worker, `${worker}-1`);
    // The API listens on the containers' network, which it doesn't without a key.
    const create = ['keys', 'create', 'story', '--scopes', 'admin,read,train,generate'];
    const key = stage.container(`${worker}-1`).exec(['node', 'bin/atelier.js', ...create]);
    await stage.start('api');
    checkProtection(stage.container('api'));
    checkProtection(stage.container(`${worker}-1`));

    const [command = '', ...args] = [
      ...stage.network.enter,
      process.execPath,
      STORY,
      `http://${stage.network.address('api')}:3000`,
      key,
    ];
    story = spawn(command, args, { stdio: ['ignore', 2, 'inherit', 'ipc'] });
    const ended = once(story, 'exit');
    const training = await Promise.race([once(story, 'message').then(() => true), ended.then(() => false)]);
    if (training) {
      await stage.stop(`${worker}-1`);
      await stage.start(worker, `${worker}-2`);
      story.send('stopped');
      await ended;
    }
    if (story.exitCode !== 0) throw new ImagesError(`The story failed: the containers' logs are in ${folder}.`);
    for (const name of [`${worker}-2`, 'api', 'redis']) await stage.stop(name);
  } finally {
    story?.kill();
    await stage.close();
  }
}

/** The containers, their network and their volumes. */
class Stage {
  readonly network = Network.create('atelier');
  readonly #roots = new Map<string, string>();
  readonly #containers = new Map<string, { container: Container; graceMs: number }>();

  constructor(
    private readonly buildah: Buildah,
    private readonly services: Services,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
    // A member must be known before it is there: names are in a file that all containers see.
    writeFileSync(this.#hosts, '');
  }

  container(name: string): Container {
    const found = this.#containers.get(name);
    if (!found) throw new Error(`There is no container ${name}.`);
    return found.container;
  }

  /** Starts a container of a service, and waits until its health check passes. */
  async start(service: string, name = service): Promise<void> {
    const description = this.services[service];
    if (!description) throw new Error(`docker-compose.yml has no service ${service}.`);
    const image = this.buildah.config(description.image);
    const network = this.network.join(name);
    // In place: the file is mounted.
    writeFileSync(this.#hosts, this.network.hosts());
    const spec = runtimeSpec(image, description, {
      root: this.#root(description.image),
      network,
      hostname: name,
      mounts: { '/etc/hosts': this.#hosts, ...this.#volumes(description, description.user ?? image.User ?? '') },
    });
    const begun = performance.now();
    const container = new Container(name, join(this.folder, name), spec);
    this.#containers.set(name, { container, graceMs: seconds(description.stop_grace_period ?? '10s') * 1_000 });
    const [kind, ...check] = description.healthcheck?.test ?? image.Healthcheck?.Test ?? [];
    if (kind !== 'CMD') throw new Error(`${service} has no health check that is a command.`);
    await container.untilHealthy(check);
    say(`${name} is healthy after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  }

  /** @throws ImagesError if it has to be killed, or ends with an error */
  async stop(name: string): Promise<void> {
    const { container, graceMs } = this.#containers.get(name) as { container: Container; graceMs: number };
    const { code, ms } = await container.stop(graceMs);
    if (code !== 0) throw new ImagesError(`${name} ended with ${code}: see ${container.logFile}.`);
    say(`${name} ended ${(ms / 1_000).toFixed(1)} s after SIGTERM`);
  }

  async close(): Promise<void> {
    for (const { container } of this.#containers.values()) await container.stop(0);
    for (const image of this.#roots.keys()) this.buildah.unmount(mountName(image));
    this.network.remove();
  }

  get #hosts(): string {
    return join(this.folder, 'hosts');
  }

  /** An image's files, which all its containers share: none can write to them. */
  #root(image: string): string {
    const root = this.#roots.get(image) ?? this.buildah.mount(image, mountName(image));
    this.#roots.set(image, root);
    return root;
  }

  /** Named volumes as folders that belong to the user who writes there, as Docker makes them. */
  #volumes({ volumes = [] }: Service, user: string): Record<string, string> {
    const [uid = 0, gid = 0] = user.split(':').map(Number);
    return Object.fromEntries(
      volumes.map((volume) => {
        const [name = '', path = ''] = volume.split(':');
        const source = join(this.folder, 'volumes', name);
        mkdirSync(source, { recursive: true });
        chownSync(source, uid, gid);
        return [path, source];
      }),
    );
  }
}

/** An image's name as that of a container. */
function mountName(image: string): string {
  return `atelier-${image.replace(/\W+/g, '-')}`;
}

/** @throws ImagesError if the container could write to its image, or is root */
function checkProtection(container: Container): void {
  const script = `
    const { readFileSync, writeFileSync } = require('node:fs');
    const status = readFileSync('/proc/self/status', 'utf8');
    const field = (name) => new RegExp(name + ':\\\\s*(\\\\S+)').exec(status)[1];
    let root = 'writable';
    try { writeFileSync('/opt/atelier/x', ''); } catch (error) { root = error.code; }
    console.log([process.getuid(), Number('0x' + field('CapBnd')), field('NoNewPrivs'), root].join(' '));`;
  const found = container.exec(['node', '-e', script]);
  if (found !== '10001 0 1 EROFS') throw new ImagesError(`${container.name} is not protected: ${found}.`);
  say(`${container.name} runs as user 10001 without capabilities, on a read-only root`);
}

function seconds(duration: string): number {
  return Number(/^(\d+)s$/.exec(duration)?.[1]);
}
