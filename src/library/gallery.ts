import type { Redis } from 'ioredis';
import { monotonicFactory } from 'ulid';
import type { z } from 'zod';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import { parseCheckpointId } from '../contracts/checkpoint.js';
import { composed } from '../contracts/composed.js';
import {
  classesIn,
  type Design,
  type DesignFilter,
  type DesignMarks,
  type DesignPlace,
  designOf,
  parseDesignId,
  type SavedRequest,
  type updateDesignSchema,
} from '../contracts/design.js';
import { AtelierError } from '../errors.js';
import { PART_DESIGNS } from '../jobs/designs/design-client.js';
import { libraryBase, libraryKeys } from '../redis/keys.js';
import { defineGalleryCommands } from './gallery-commands.js';

/** A recipe, or what is said of designs, that takes more than this is not for a gallery, in characters a design. */
const MAX_REQUEST_LENGTH = 16_384;
/** Designs that are looked at together for a page. */
const BATCH = 200;

/** Where the pixels of some designs of a request are that follow each other. */
export interface PackedPart {
  /** Index of the first. */
  readonly first: number;
  readonly pack: string;
  /** In bytes, of the first design's pixels. */
  readonly offset: number;
}

/** A design with what its picture can be made from. */
export interface SavedDesign {
  readonly design: Design;
  readonly place: DesignPlace;
  readonly request: SavedRequest;
  readonly part: PackedPart | undefined;
}

/**
 * The designs that were made, in Redis: one record a request, from which each design's recipe follows, and what people
 * have said of them. Those that nobody has starred or tagged make way for new ones.
 */
export class Gallery {
  /** For a request: later ones sort after earlier ones, also within a millisecond. */
  readonly newUlid = monotonicFactory();

  readonly #base: string;
  readonly #keys: ReturnType<typeof libraryKeys>;

  /** @param room how many designs that nobody has starred or tagged there may be; 0 for no gallery */
  constructor(
    readonly redis: Redis,
    private readonly room: number,
    workspace: string = DEFAULT_WORKSPACE,
  ) {
    this.#base = libraryBase(workspace);
    this.#keys = libraryKeys(this.#base);
    defineGalleryCommands(redis);
  }

  /** Whether a request's designs are for the gallery: there is one, and their recipes are not too long for it. */
  takes(request: SavedRequest): boolean {
    return this.room > 0 && JSON.stringify(request).length <= MAX_REQUEST_LENGTH * request.count;
  }

  /** Puts a request's designs into the gallery. @param ulid for their ids */
  async save(ulid: string, request: SavedRequest): Promise<void> {
    await this.redis.atelierSaveDesigns(
      this.#base,
      ulid,
      String(request.count),
      JSON.stringify(request),
      JSON.stringify(indexesOf(request)),
      String(this.room),
      String(request.at),
    );
  }

  /** @throws AtelierError `design_not_found` */
  async get(id: string): Promise<SavedDesign> {
    const found = await this.find(id);
    if (!found) throw noSuchDesign(id);
    return found;
  }

  /** @returns undefined where there is no such design */
  async find(id: string): Promise<SavedDesign | undefined> {
    const place = parseDesignId(id);
    if (!place) return undefined;
    const { ulid, index } = place;
    const part = Math.floor(index / PART_DESIGNS);
    const [isThere, record] = await Promise.all([
      this.redis.zscore(this.#keys.designs, memberOf(id)),
      this.redis.hmget(this.#keys.designRequest(ulid), 'request', `part:${part}`, `starred:${index}`, `tags:${index}`),
    ]);
    const [json, packed, starred, tags] = record;
    // Another of its request may be there still.
    if (isThere === null || !json) return undefined;
    const request = JSON.parse(json) as SavedRequest;
    const marks: DesignMarks = {
      starred: Boolean(starred),
      tags: tags ? (JSON.parse(tags) as string[]).map(composed) : [],
    };
    return { design: designOf(place, request, marks), place, request, part: partOf(packed ?? null, part) };
  }

  /**
   * Newest first; of one request, the last first.
   * @param after the id that ended the page before
   */
  async list({
    limit,
    after,
    filter,
  }: {
    readonly limit: number;
    readonly after?: string | undefined;
    readonly filter: DesignFilter;
  }): Promise<{ items: SavedDesign[]; nextCursor: string | null }> {
    const sets = narrowestSets(filter).map((set) =>
      set === undefined ? this.#keys.designs : this.#keys.designsIn(set),
    );
    // One more than the page is looked for, to know whether there is another page.
    const found: SavedDesign[] = [];
    let end = after === undefined ? '+' : `(${memberOf(after)}`;
    while (found.length <= limit) {
      const members = await this.#membersBefore(end, sets);
      const designs = await Promise.all(members.map((member) => this.find(`design_${member}`)));
      found.push(...designs.flatMap((each) => (each && meets(each, filter) ? [each] : [])));
      if (members.length < BATCH) break;
      end = `(${members.at(-1)}`;
    }
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.design.id ?? null) : null };
  }

  /** The last members of some sets together, at most as many as are looked at together. */
  async #membersBefore(end: string, sets: readonly string[]): Promise<string[]> {
    const ofEach = await Promise.all(sets.map((set) => this.redis.zrevrangebylex(set, end, '-', 'LIMIT', 0, BATCH)));
    return [...new Set(ofEach.flat())].sort().reverse().slice(0, BATCH);
  }

  /**
   * Stars and tags a design, which stays until it is deleted while it is either.
   * @throws AtelierError `design_not_found`
   */
  async mark(id: string, { starred, tags }: z.infer<typeof updateDesignSchema>): Promise<void> {
    const star = starred === undefined ? '' : starred ? '1' : '0';
    const given = tags === undefined ? '' : JSON.stringify([...new Set(tags)].sort());
    if ((await this.redis.atelierMarkDesign(this.#base, requireMember(id), star, given)) === 0) throw noSuchDesign(id);
  }

  /** @throws AtelierError `design_not_found` */
  async delete(id: string): Promise<void> {
    if ((await this.redis.atelierDeleteDesign(this.#base, requireMember(id), String(Date.now()))) === 0)
      throw noSuchDesign(id);
  }
}

/** Names of the sets that all of a request's designs are in. */
function indexesOf({ checkpoint, model, label }: SavedRequest): string[] {
  return [
    `job:${parseCheckpointId(checkpoint)?.jobId}`,
    ...(model === undefined ? [] : [`model:${model}`]),
    ...classesIn(label).map((name) => `label:${name}`),
  ];
}

/** Names of the sets to look through that are likely to have the fewest others in them; undefined for that of all designs. */
function narrowestSets({ starred, tag, label, model, job }: DesignFilter): (string | undefined)[] {
  if (tag !== undefined) return spellings(tag).map((name) => `tag:${name}`);
  if (starred) return ['starred'];
  if (label !== undefined) return spellings(label).map((name) => `label:${name}`);
  if (model !== undefined) return [`model:${model}`];
  return [job === undefined ? undefined : `job:${job}`];
}

/** How a name may be spelled in an index: earlier versions kept names as they came, and macOS sends them decomposed. */
function spellings(name: string): string[] {
  return [...new Set([name, name.normalize('NFD')])];
}

function meets({ design }: SavedDesign, { starred, tag, label, model, job }: DesignFilter): boolean {
  return (
    (starred === undefined || design.starred) &&
    (tag === undefined || design.tags.includes(tag)) &&
    (label === undefined || classesIn(design.label ?? undefined).includes(label)) &&
    (model === undefined || design.model === model) &&
    (job === undefined || design.job === job)
  );
}

function partOf(packed: string | null, number: number): PackedPart | undefined {
  if (packed === null) return undefined;
  const [pack, offset] = packed.split(' ');
  return { first: number * PART_DESIGNS, pack: pack as string, offset: Number(offset) };
}

/** How a design is called in sorted sets. */
function memberOf(id: string): string {
  return id.replace(/^design_/, '');
}

function requireMember(id: string): string {
  if (!parseDesignId(id)) throw noSuchDesign(id);
  return memberOf(id);
}

function noSuchDesign(id: string): AtelierError {
  return new AtelierError('design_not_found', `There is no design ${id.slice(0, 64)}.`);
}
