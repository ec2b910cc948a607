import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DesignFilter, designId, type SavedRequest } from '../../src/contracts/design.js';
import { PART_DESIGNS } from '../../src/jobs/designs/design-client.js';
import { Gallery } from '../../src/library/gallery.js';
import { PixelPacks } from '../../src/library/pixel-packs.js';
import { libraryBase, libraryKeys } from '../../src/redis/keys.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { startRedis, type TestRedis } from '../support/redis.js';

const library = libraryKeys(libraryBase('default'));

const ROOM = 100;
/** Designs that the gallery looks at together. */
const BATCH = 200;
const JOB = 'job_01J00000000000000000000000';
const OTHER_JOB = 'job_01J00000000000000000000001';
const SIZE = 32;
const BYTES = SIZE * SIZE;

let server: TestRedis;
let folder: string;
let redis: Redis;
let gallery: Gallery;
let store: DiskStore;
let packs: PixelPacks;

beforeEach(async () => {
  server = await startRedis();
  folder = await mkdtemp(join(tmpdir(), 'atelier-gallery-'));
  redis = new Redis(server.socket, { maxRetriesPerRequest: null });
  gallery = new Gallery(redis, ROOM);
  store = new DiskStore(folder);
  packs = new PixelPacks(store, redis, pino({ level: 'silent' }));
});
afterEach(async () => {
  await packs.close();
  redis.disconnect();
  await server.remove();
  await rm(folder, { recursive: true });
});

function requestOf(count: number, more: Partial<SavedRequest> = {}): SavedRequest {
  const plan = { kind: 'seeds', seed: 7, count } as const;
  return { at: Date.now(), checkpoint: `${JOB}.480`, plan, count, imageSize: SIZE, channels: 1, ...more };
}

/** @returns the ulid in the ids of the request's designs */
async function save(request: SavedRequest): Promise<string> {
  const ulid = gallery.newUlid();
  await gallery.save(ulid, request);
  return ulid;
}

async function saved(count: number, more: Partial<SavedRequest> = {}): Promise<string[]> {
  const ulid = await save(requestOf(count, more));
  return Array.from({ length: count }, (_, index) => designId({ ulid, index }));
}

async function listed(filter: DesignFilter = {}, limit = 100): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await gallery.list({ limit, after, filter });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    ids.push(...page.items.map(({ design }) => design.id));
    after = page.nextCursor ?? undefined;
  } while (after);
  return ids;
}

describe('the gallery', () => {
  it('lists designs newest first, whatever the size of a page', async () => {
    const ids = [...(await saved(3)), ...(await saved(1)), ...(await saved(5))].reverse();
    for (const limit of [1, 2, 4, 9, 100]) expect(await listed({}, limit)).toEqual(ids);
  });

  it('finds designs by job, model, label, tag and star, and by several of them', async () => {
    const [plain] = await saved(1);
    const [dress, other] = await saved(2, { model: 'spring', label: 'dress' });
    const [mixed] = await saved(1, { checkpoint: `${OTHER_JOB}.1`, label: { dress: 2, shirt: 1, skirt: 0 } });
    await gallery.mark(dress as string, { starred: true, tags: ['window', 'summer'] });
    await gallery.mark(mixed as string, { tags: ['window'] });

    expect(await listed({ job: JOB })).toEqual([other, dress, plain]);
    expect(await listed({ model: 'spring' })).toEqual([other, dress]);
    expect(await listed({ label: 'dress' })).toEqual([mixed, other, dress]);
    expect(await listed({ label: 'shirt' })).toEqual([mixed]);
    expect(await listed({ label: 'skirt' })).toEqual([]);
    expect(await listed({ tag: 'window' })).toEqual([mixed, dress]);
    expect(await listed({ starred: true })).toEqual([dress]);
    expect(await listed({ tag: 'window', job: OTHER_JOB })).toEqual([mixed]);
    expect(await listed({ tag: 'window', starred: true, model: 'autumn' })).toEqual([]);

    await gallery.mark(dress as string, { starred: false, tags: ['summer'] });
    expect(await listed({ starred: true })).toEqual([]);
    expect(await listed({ tag: 'window' })).toEqual([mixed]);
    expect(await listed({ tag: 'summer' })).toEqual([dress]);
  });

  it('finds what earlier versions kept of names as macOS composes them', async () => {
    const [typed, fromMac] = [`Mäntel`.normalize('NFC'), `Mäntel`.normalize('NFD')];
    const [first] = await saved(1, { label: fromMac });
    await redis.rename(library.designsIn(`label:${typed}`), library.designsIn(`label:${fromMac}`));
    await gallery.mark(first as string, { tags: [fromMac] });
    // More than are looked at together, and tagged before others make them go.
    const many: string[] = [];
    while (many.length <= BATCH) {
      const some = await saved(ROOM / 2, { label: { [typed]: 1, Hosen: 2 } });
      for (const id of some) await gallery.mark(id, { tags: [typed] });
      many.push(...some);
    }
    const last = await saved(1, { label: typed });
    await gallery.mark(last[0] as string, { tags: [typed] });
    const all = [...last, ...many.toReversed(), first];
    expect(await listed({ label: typed })).toEqual(all);
    expect(await listed({ tag: typed }, 7)).toEqual(all);
    expect((await gallery.get(first as string)).design.tags).toEqual([typed]);

    await gallery.mark(first as string, { tags: [typed] });
    expect(await redis.exists(library.designsIn(`tag:${fromMac}`))).toBe(0);
    expect(await listed({ tag: typed })).toEqual(all);
  });

  it('gives each design the recipe that makes it alone', async () => {
    const [, second] = await saved(2, { label: 'dress', scale: 4, model: 'spring' });
    const { design } = await gallery.get(second as string);
    const recipe = { checkpoint: `${JOB}.480`, seed: 8, label: 'dress', scale: 4 };
    expect(design).toMatchObject({
      job: JOB,
      model: 'spring',
      seed: 8,
      label: 'dress',
      recipe,
      starred: false,
      tags: [],
    });
  });

  it('lets the oldest go, but for those that are starred or tagged, and takes them back when they are neither', async () => {
    const first = await saved(4);
    await gallery.mark(first[1] as string, { starred: true });
    await gallery.mark(first[2] as string, { tags: ['window'] });
    const later = await saved(ROOM);
    const held = [first[2], first[1]];
    expect(await listed()).toEqual([...later.toReversed(), ...held]);
    expect(await listed({ job: JOB })).toEqual([...later.toReversed(), ...held]);

    await gallery.mark(first[1] as string, { starred: false });
    const [newest] = await saved(1);
    expect(await listed()).toEqual([newest, ...later.slice(1).toReversed(), first[2]]);
  });

  it('forgets a deleted design, and all of a request with its last', async () => {
    const [one, two] = (await saved(2, { label: 'dress' })) as [string, string];
    await gallery.mark(one, { starred: true, tags: ['window'] });
    await gallery.delete(one);
    expect(await gallery.find(one)).toBeUndefined();
    expect((await gallery.get(two)).design.id).toBe(two);
    await gallery.delete(two);
    expect(await redis.keys('atelier:*')).toEqual([]);
    const acts = [
      () => gallery.delete(two),
      () => gallery.get(two),
      () => gallery.mark(two, {}),
      () => gallery.delete('../etc'),
    ];
    for (const act of acts) {
      await expect(act()).rejects.toMatchObject({ code: 'design_not_found' });
    }
  });

  it('takes no recipes that are too long for it, and nothing where it has no room', () => {
    const latents = [Array.from({ length: 1_024 }, () => -1.2345678901234567)];
    expect(gallery.takes(requestOf(1))).toBe(true);
    expect(gallery.takes(requestOf(1, { plan: { kind: 'latents', latents } }))).toBe(false);
    expect(new Gallery(redis, 0).takes(requestOf(1))).toBe(false);
  });
});

describe('the pixels of designs', () => {
  const pixelsOf = (value: number, count: number) => new Uint8Array(count * BYTES).fill(value);

  async function packed(value: number, count: number): Promise<string[]> {
    const request = requestOf(count);
    const ulid = await save(request);
    // In parts, as samplers make them.
    for (let first = 0; first < count; first += PART_DESIGNS) {
      const pixels = pixelsOf(value + first / PART_DESIGNS, Math.min(PART_DESIGNS, count - first));
      packs.add({ ulid, request, first, pixels });
    }
    return Array.from({ length: count }, (_, index) => designId({ ulid, index }));
  }

  const valueAt = async (id: string) => {
    const pixels = await packs.read(await gallery.get(id));
    expect(pixels?.data).toHaveLength(BYTES);
    expect(new Set(pixels?.data).size).toBe(1);
    return pixels?.data[0];
  };

  it('of requests that come together share an object, and are found again one by one', async () => {
    const ids = await packed(10, PART_DESIGNS + 2);
    const first = [0, PART_DESIGNS - 1, PART_DESIGNS].map((index) => ids[index] as string);
    const second = await packed(20, 1);
    await packs.close();
    expect(await store.children('designs')).toHaveLength(1);
    expect(await Promise.all(first.map(valueAt))).toEqual([10, 10, 11]);
    expect(await valueAt(second[0] as string)).toBe(20);
  });

  it('are in objects of a megabyte, so that one design never keeps much else', async () => {
    for (let i = 0; i < 3; i++) {
      const request = requestOf(1, { imageSize: 768 });
      packs.add({ ulid: await save(request), request, first: 0, pixels: new Uint8Array(768 ** 2) });
    }
    await packs.close();
    expect(await store.children('designs')).toHaveLength(3);
  });

  it('are removed with the last design of their object', async () => {
    const ids = [...(await packed(1, 2)), ...(await packed(2, 1))];
    await packs.close();
    for (const id of ids.slice(1)) await gallery.delete(id);
    await packs.removeUnused();
    expect(await valueAt(ids[0] as string)).toBe(1);
    await gallery.delete(ids[0] as string);
    await packs.removeUnused();
    expect(await store.children('designs')).toEqual([]);
    expect(await redis.keys('atelier:*')).toEqual([]);
  });

  it('of designs that are deleted before they are written leave nothing behind', async () => {
    const [id] = await packed(1, 1);
    await gallery.delete(id as string);
    await packs.close();
    const [pack] = await redis.zrange(library.unusedDesignPacks, 0, '-1');
    expect(await store.children('designs')).toEqual([`${pack}.pixels`]);
    await redis.zadd(library.unusedDesignPacks, '0', pack as string);
    await packs.removeUnused();
    expect(await store.children('designs')).toEqual([]);
  });

  it('that Redis has lost are removed after a while, and no others', async () => {
    await packed(1, 1);
    await packs.close();
    await redis.flushall();
    const [id] = await packed(2, 1);
    await packs.close();
    await packs.giveUpUnknown();
    expect(await store.children('designs')).toHaveLength(2);
    for (const pack of await redis.zrange(library.unusedDesignPacks, 0, '-1')) {
      await redis.zadd(library.unusedDesignPacks, '0', pack);
    }
    await packs.removeUnused();
    expect(await store.children('designs')).toHaveLength(1);
    expect(await valueAt(id as string)).toBe(2);
  });

  it('are let go when too many wait for the store, which is told once', async () => {
    const told: unknown[] = [];
    const slow = new PixelPacks(store, redis, { warn: (what: unknown) => told.push(what) });
    const large = requestOf(1, { imageSize: 8_192 });
    const small = requestOf(1);
    const ids = [await save(large), await save(small), await save(small)] as const;
    slow.add({ ulid: ids[0], request: large, first: 0, pixels: new Uint8Array(8_192 ** 2) });
    for (const ulid of ids.slice(1)) slow.add({ ulid, request: small, first: 0, pixels: pixelsOf(1, 1) });
    await slow.close();
    expect(told).toEqual([{ requests: 2 }]);
    const designs = await Promise.all(ids.map((ulid) => gallery.get(designId({ ulid, index: 0 }))));
    expect(designs.map(({ part }) => part !== undefined)).toEqual([true, false, false]);
  });

  it('that can’t be written are left out, and the gallery goes on', async () => {
    await store.put('designs', Buffer.from('in the way'));
    const [id] = await packed(1, 1);
    await packs.close();
    expect(await packs.read(await gallery.get(id as string))).toBeUndefined();
  });
});
