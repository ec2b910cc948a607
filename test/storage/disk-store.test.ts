import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiskStore } from '../../src/storage/disk-store.js';

let store: DiskStore;
beforeAll(async () => {
  store = new DiskStore(await mkdtemp(join(tmpdir(), 'atelier-store-')));
});
afterAll(() => rm(store.root, { recursive: true }));

describe('the disk store', () => {
  it('gives back what was put, as bytes or a stream, and undefined for what was not', async () => {
    await store.put('jobs/a/one.txt', Buffer.from('one'));
    await store.put('jobs/a/two.txt', Readable.from([Buffer.from('t'), Buffer.from('wo')]));
    expect(String(await store.get('jobs/a/one.txt'))).toBe('one');
    expect(await text((await store.getStream('jobs/a/two.txt')) as Readable)).toBe('two');
    expect(await store.size('jobs/a/two.txt')).toBe(3);
    expect([await store.get('jobs/b'), await store.getStream('jobs/b'), await store.size('jobs')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('gives back a part of an object, and undefined where it has not so much', async () => {
    await store.put('range/object', Buffer.from('0123456789'));
    expect(String(await store.getRange('range/object', 3, 4))).toBe('3456');
    expect(await store.getRange('range/object', 7, 4)).toBeUndefined();
    expect([await store.getRange('range', 0, 1), await store.getRange('none', 0, 1)]).toEqual([undefined, undefined]);
  });

  it('lists and removes below a prefix', async () => {
    await store.put('lists/x/1', Buffer.from('1'));
    await store.put('lists/2', Buffer.from('2'));
    expect(await store.list('lists')).toEqual(['lists/2', 'lists/x/1']);
    expect(await store.children('lists')).toEqual(['2', 'x']);
    await store.remove('lists');
    await store.remove('lists');
    expect(await store.list('lists')).toEqual([]);
  });

  it('keeps the old object when a put fails half way, and leaves nothing of the new', async () => {
    await store.put('half/object', Buffer.from('old'));
    const failing = Readable.from(
      (async function* () {
        yield Buffer.from('new');
        throw new Error('the source broke');
      })(),
    );
    await expect(store.put('half/object', failing)).rejects.toThrow('the source broke');
    expect(String(await store.get('half/object'))).toBe('old');
    expect(await store.children('half')).toEqual(['object']);
  });

  it.each(['../up', 'a/../b', '/absolute', '', 'a//b', '.hidden', 'a\0b'])('refuses the key %j', async (key) => {
    await expect(store.put(key, Buffer.from('x'))).rejects.toThrow(TypeError);
  });
});
