import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactStore, StoredObject } from '../../src/storage/artifact-store.js';
import { openStore } from '../../src/storage/open-store.js';
import { scoped } from '../../src/storage/scoped-store.js';
import { type S3Server, startS3 } from '../support/s3-server.js';

const HOLDER = 'test/support/hold-lock.mjs';
const MEGABYTE = 1024 ** 2;

let folder: string;
let s3: S3Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-store-'));
  s3 = await startS3();
});
afterAll(async () => {
  await s3?.stop();
  await rm(folder, { recursive: true, force: true });
});

const kinds: Record<string, () => Promise<ArtifactStore>> = {
  disk: () => openStore({ kind: 'disk', folder: join(folder, 'store') }),
  S3: () => openStore(s3.location('some/prefix')),
  'S3, all of a bucket': () => openStore(s3.location('')),
  'a part of the disk': async () => scoped(await openStore({ kind: 'disk', folder }), 'workspaces/a'),
  'a part of S3': async () => scoped(await openStore(s3.location('shared')), 'workspaces/a'),
};

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const keysOf = (objects: StoredObject[]) => objects.map(({ key }) => key).sort();

/** Writes to all of a store at once, with no order among them. */
async function putAll(store: ArtifactStore, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => store.put(key, Buffer.from(key))));
}

describe.each(Object.keys(kinds))('a store (%s)', (kind) => {
  let store: ArtifactStore;
  beforeAll(async () => {
    store = await (kinds[kind] as () => Promise<ArtifactStore>)();
  });

  it('gives back what was put, as bytes, a range or a stream, and undefined for what was not', async () => {
    await store.put('jobs/a/one.txt', Buffer.from('one'));
    await store.put('jobs/a/two.txt', Readable.from([Buffer.from('t'), Buffer.from('wo')]));
    await store.put('jobs/a/empty', Buffer.alloc(0));
    await store.put('jobs/a/empty-stream', Readable.from([]));
    expect(String(await store.get('jobs/a/one.txt'))).toBe('one');
    expect(await text((await store.getStream('jobs/a/two.txt')) as Readable)).toBe('two');
    expect(await text((await store.getStream('jobs/a/two.txt', 2)) as Readable)).toBe('o');
    expect(String(await store.getRange('jobs/a/one.txt', 1, 2))).toBe('ne');
    expect(await store.getRange('jobs/a/one.txt', 2, 2)).toBeUndefined();
    expect(await store.getRange('jobs/a/one.txt', 3, 1)).toBeUndefined();
    expect(await store.getRange('jobs/a/empty', 0, 1)).toBeUndefined();
    expect(await store.size('jobs/a/two.txt')).toBe(3);
    for (const key of ['jobs/a/empty', 'jobs/a/empty-stream']) {
      expect(await store.get(key)).toEqual(Buffer.alloc(0));
      expect(await store.size(key)).toBe(0);
    }
    // A folder is no object.
    for (const key of ['jobs/b', 'jobs/a', 'jobs/a/one.txt/below']) {
      expect(await store.get(key)).toBeUndefined();
      expect(await store.getStream(key)).toBeUndefined();
      expect(await store.getRange(key, 0, 1)).toBeUndefined();
      expect(await store.size(key)).toBeUndefined();
    }
  });

  it('replaces an object, and says when it was written', async () => {
    await store.put('replaced', Buffer.from('old'));
    await store.put('replaced', Buffer.from('newer'));
    const [object] = (await collected(store.entries())).filter(({ key }) => key === 'replaced');
    expect(String(await store.get('replaced'))).toBe('newer');
    expect(object?.bytes).toBe(5);
    expect(Math.abs(Date.now() - Number(object?.modifiedAt))).toBeLessThan(60_000);
  });

  it('takes objects of any size, from memory and from a stream', { timeout: 60_000 }, async () => {
    const bytes = randomBytes(17 * MEGABYTE + 5);
    const pieces = Array.from({ length: 18 }, (_, i) => bytes.subarray(i * MEGABYTE, (i + 1) * MEGABYTE));
    await Promise.all([store.put('large/memory', bytes), store.put('large/stream', Readable.from(pieces))]);
    const digest = (each: Buffer) => createHash('sha256').update(each).digest('hex');
    expect(digest((await store.get('large/memory')) as Buffer)).toBe(digest(bytes));
    expect(digest(await buffer((await store.getStream('large/stream')) as Readable))).toBe(digest(bytes));
    const rest = await buffer((await store.getStream('large/stream', 9 * MEGABYTE + 1)) as Readable);
    expect(digest(rest)).toBe(digest(bytes.subarray(9 * MEGABYTE + 1)));
    expect(await store.getRange('large/stream', 16 * MEGABYTE, 9)).toEqual(
      bytes.subarray(16 * MEGABYTE, 16 * MEGABYTE + 9),
    );
    expect(await collected(store.unfinished())).toEqual([]);
  });

  it('lists and removes below a prefix, and nothing beside it', async () => {
    await putAll(store, ['lists/x/1', 'lists/2', 'lists/x/y/z', 'lists-beside', 'lists2/3']);
    expect(await store.list('lists')).toEqual(['lists/2', 'lists/x/1', 'lists/x/y/z']);
    expect(await store.children('lists')).toEqual(['2', 'x']);
    expect(keysOf(await collected(store.entries('lists')))).toEqual(await store.list('lists'));
    await store.remove('lists');
    await store.remove('lists');
    expect(await store.list('lists')).toEqual([]);
    expect(await store.children('lists')).toEqual([]);
    expect(await store.size('lists-beside')).toBe(12);
    await store.remove('lists2/3');
    expect(await store.get('lists2/3')).toBeUndefined();
  });

  it('removes objects by their keys, and no others', async () => {
    await putAll(store, ['objects/1', 'objects/1-beside', 'objects/2', 'objects/3/below', 'other/4']);
    await store.removeObjects(['objects/1', 'objects/2', 'objects/3', 'objects/missing', 'other/4']);
    expect(await store.list('objects')).toEqual(['objects/1-beside', 'objects/3/below']);
    expect(await store.list('other')).toEqual([]);
    await store.removeObjects([]);
    await expect(store.removeObjects(['../up'])).rejects.toThrow(TypeError);
  });

  it('takes an object while the folder that it is in is removed', async () => {
    for (let round = 0; round < 50; round++) {
      await Promise.all([
        store.put('removed/below/one', Buffer.from('one')),
        store.remove('removed'),
        store.putNew('removed/below/two', Buffer.from('two')),
      ]);
    }
    await store.put('removed/below/one', Buffer.from('last'));
    expect(String(await store.get('removed/below/one'))).toBe('last');
    await store.remove('removed');
    expect(await collected(store.unfinished())).toEqual([]);
  });

  it('keeps the old object when a put fails half way, and leaves nothing of the new', async () => {
    await store.put('half/object', Buffer.from('old'));
    for (const megabytes of [1, 12]) {
      const failing = Readable.from(
        (async function* () {
          for (let i = 0; i < megabytes; i++) yield Buffer.alloc(MEGABYTE);
          throw new Error('the source broke');
        })(),
      );
      await expect(store.put('half/object', failing)).rejects.toThrow('the source broke');
    }
    expect(String(await store.get('half/object'))).toBe('old');
    expect(await store.children('half')).toEqual(['object']);
    expect(await collected(store.unfinished())).toEqual([]);
  });

  it('has one winner where several put an object that must be new', async () => {
    const writers = Array.from({ length: 8 }, (_, i) => Buffer.from(`writer ${i}`));
    const won = await Promise.all(writers.map((bytes) => store.putNew('new/object', bytes)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await store.get('new/object')).toEqual(writers[won.indexOf(true)]);
    expect(await store.children('new')).toEqual(['object']);
  });

  it('runs one action of a name at a time, and shows no trace of it', { timeout: 60_000 }, async () => {
    let inside = 0;
    const action = async () => {
      expect(++inside).toBe(1);
      await store.put('counted', Buffer.from(String(Number(await store.get('counted')) + 1)));
      inside--;
    };
    await store.put('counted', Buffer.from('0'));
    await Promise.all(Array.from({ length: 5 }, () => store.exclusively('counting', action)));
    expect(String(await store.get('counted'))).toBe('5');
    await expect(store.exclusively('counting', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await store.exclusively('counting', async ({ aborted }) => aborted)).toBe(false);
    expect(keysOf(await collected(store.entries())).filter((key) => key.startsWith('locks/'))).toEqual([]);
  });

  it('has room', async () => {
    expect(await store.hasRoom(MEGABYTE)).toBe(true);
  });

  it.each(['../up', 'a/../b', '/absolute', '', 'a//b', '.hidden', 'a\0b', 'a/', '%2e%2e/b'])(
    'refuses the key %j',
    async (key) => {
      await expect(store.put(key, Buffer.from('x'))).rejects.toThrow(TypeError);
      await expect(store.get(key)).rejects.toThrow(TypeError);
      await expect(store.remove(key)).rejects.toThrow(TypeError);
      await expect(store.list(key)).rejects.toThrow(TypeError);
    },
  );
});

describe('a part of a store', () => {
  it.each(['disk', 'S3'])('sees nothing of the others (%s)', async (kind) => {
    const whole = await (kinds[kind] as () => Promise<ArtifactStore>)();
    const [a, b] = [scoped(whole, 'parts/a'), scoped(whole, 'parts/b')];
    await a.put('same/key', Buffer.from('of a'));
    await b.put('same/key', Buffer.from('of b'));
    expect(String(await a.get('same/key'))).toBe('of a');
    await a.remove('same');
    expect(keysOf(await collected(a.entries()))).toEqual([]);
    expect(keysOf(await collected(b.entries()))).toEqual(['same/key']);
    expect(await whole.list('parts')).toEqual(['parts/b/same/key']);
  });
});

/** What takes seconds, and is the same in every part of a store. */
describe.each(['disk', 'S3'])('the whole of a store (%s)', (kind) => {
  let store: ArtifactStore;
  beforeAll(async () => {
    store = await (kinds[kind] as () => Promise<ArtifactStore>)();
  });

  it('lists and removes more than a page', { timeout: 60_000 }, async () => {
    const keys = Array.from({ length: 1_050 }, (_, i) => `many/${i % 2}/${i}`);
    for (let i = 0; i < keys.length; i += 50) await putAll(store, keys.slice(i, i + 50));
    expect(await store.list('many')).toEqual(keys.toSorted());
    expect(await store.children('many')).toEqual(['0', '1']);
    await store.removeObjects(keys.slice(20));
    expect(await store.list('many')).toHaveLength(20);
    await store.remove('many');
    expect(await store.list('many')).toEqual([]);
  });

  it('gives the lock of a process that was killed to the next, within 20 s', { timeout: 60_000 }, async () => {
    const location = kind === 'disk' ? { kind: 'disk', folder: join(folder, 'store') } : s3.location('some/prefix');
    const holder = spawn(process.execPath, [HOLDER, JSON.stringify(location), 'killed'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const begun = performance.now();
    const taken = store.exclusively('killed', async () => performance.now() - begun);
    holder.kill('SIGKILL');
    expect(await taken).toBeLessThan(20_000);
  });
});
