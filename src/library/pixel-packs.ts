import { Readable } from 'node:stream';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import type { SavedRequest } from '../contracts/design.js';
import type { Pixels } from '../images/pixels.js';
import { libraryBase, libraryKeys } from '../redis/keys.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import type { SavedDesign } from './gallery.js';

/** Packs are written this often at most, in ms, so that a busy API doesn't wait for the disk at every request. */
const WRITE_EVERY_MS = 250;
/** A pack is closed when it is this large. It stays as long as one of its designs does, so it must not be larger. */
const PACK_BYTES = 1024 ** 2;
/** What waits to be written; beyond this a store is too slow, and pixels are let go. */
const MAX_WAITING_BYTES = 64 * 1024 ** 2;
/** A pack that nobody has noted this long after it was begun is of a process that was killed on the way, in ms. */
const ABANDONED_AFTER_MS = 10 * 60_000;

/** Pixels of designs of one request that follow each other, as samplers make them: parts of PART_DESIGNS, but the last. */
interface Part {
  readonly ulid: string;
  readonly request: SavedRequest;
  /** Index of the first. */
  readonly first: number;
  readonly pixels: Uint8Array;
}

/**
 * The pixels of the gallery's designs, in the artifact store, so that designs can be looked at when their checkpoint is
 * long gone. They are as raw as the generator made them, which takes little more room than a PNG of such pictures does
 * and no time. Pixels of several requests share an object. They are written after the requests were answered: what is
 * lost with a killed process is made again from its recipe.
 */
export class PixelPacks {
  #waiting: Part[] = [];
  #waitingBytes = 0;
  /** Requests whose pixels found no room to wait in, since that was last told. */
  #dropped = 0;
  #writing: Promise<void> | undefined;
  #hurry: () => void = () => {};
  #closing = false;

  readonly #base: string;
  readonly #keys: ReturnType<typeof libraryKeys>;

  /** @param store the workspace's part of it */
  constructor(
    private readonly store: ArtifactStore,
    private readonly redis: Redis,
    private readonly logger: Pick<Logger, 'warn'>,
    workspace: string = DEFAULT_WORKSPACE,
  ) {
    this.#base = libraryBase(workspace);
    this.#keys = libraryKeys(this.#base);
  }

  /** Has pixels written soon. */
  add(part: Part): void {
    if (this.#waitingBytes + part.pixels.length > MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(part);
    this.#waitingBytes += part.pixels.length;
    this.#writing ??= this.#writeAll();
  }

  /** @returns a design's pixels, or undefined where they were not written, or not yet */
  async read({ place, request, part }: SavedDesign): Promise<Pixels | undefined> {
    if (!part) return undefined;
    const { imageSize, channels } = request;
    const length = imageSize * imageSize * channels;
    const data = await this.store.getRange(
      packKey(part.pack),
      part.offset + (place.index - part.first) * length,
      length,
    );
    return data && { data, width: imageSize, height: imageSize, channels };
  }

  /** Removes packs that hold nothing of the gallery any more. */
  async removeUnused(): Promise<void> {
    for (const pack of await this.redis.zrangebyscore(this.#keys.unusedDesignPacks, '-inf', Date.now())) {
      await this.store.remove(packKey(pack));
      await this.redis.zrem(this.#keys.unusedDesignPacks, pack);
    }
  }

  /** Has packs removed, after a while, that Redis knows nothing of since it has lost its data. */
  async giveUpUnknown(): Promise<void> {
    for (const name of await this.store.children('designs')) {
      const pack = name.replace(/\.pixels$/, '');
      if (await this.redis.hexists(this.#keys.designPacks, pack)) continue;
      // One that is being written is noted in time.
      await this.redis.zadd(this.#keys.unusedDesignPacks, 'NX', Date.now() + ABANDONED_AFTER_MS, pack);
    }
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#hurry();
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#pause();
      const parts = this.#waiting;
      this.#waiting = [];
      this.#waitingBytes = 0;
      for (const pack of packed(parts)) await this.#write(pack);
      if (this.#dropped > 0) {
        this.logger.warn({ requests: this.#dropped }, "the store is too slow: these requests' pixels are not kept");
        this.#dropped = 0;
      }
    }
    this.#writing = undefined;
  }

  /** A while in which more may come. */
  async #pause(): Promise<void> {
    if (this.#closing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WRITE_EVERY_MS);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #write(parts: readonly Part[]): Promise<void> {
    const pack = ulid();
    try {
      // Until it is noted that designs are in it, it counts as abandoned.
      await this.redis.zadd(this.#keys.unusedDesignPacks, Date.now() + ABANDONED_AFTER_MS, pack);
      await this.store.put(packKey(pack), Readable.from(parts.map(({ pixels }) => pixels)));
      await this.redis.atelierPacked(this.#base, pack, JSON.stringify(placed(parts)));
    } catch (error) {
      this.logger.warn({ err: error, designs: parts.map((part) => part.ulid) }, "designs' pixels could not be kept");
    }
  }
}

/** Parts in packs of no more than PACK_BYTES, but for one that is larger by itself. */
function packed(parts: readonly Part[]): Part[][] {
  const packs: Part[][] = [];
  let room = 0;
  for (const part of parts) {
    room -= part.pixels.length;
    if (room < 0 || packs.length === 0) {
      packs.push([]);
      room = PACK_BYTES - part.pixels.length;
    }
    packs.at(-1)?.push(part);
  }
  return packs;
}

/** [ulid, first, count, offset] of each part in a pack. */
function placed(parts: readonly Part[]): [string, number, number, number][] {
  let offset = 0;
  return parts.map(({ ulid, request, first, pixels }) => {
    const place: [string, number, number, number] = [
      ulid,
      first,
      pixels.length / (request.imageSize * request.imageSize * request.channels),
      offset,
    ];
    offset += pixels.length;
    return place;
  });
}

function packKey(pack: string): string {
  return `designs/${pack}.pixels`;
}
