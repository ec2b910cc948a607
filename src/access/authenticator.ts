import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Scope } from '../contracts/access.js';
import { keepSubscribed } from '../redis/connection.js';
import { keys } from '../redis/keys.js';
import type { ApiKeys, FoundKey } from './api-keys.js';
import { type Caller, local } from './caller.js';
import { isSecret, type KeyText, parseKey } from './key-text.js';

/** Keys kept in memory, and ids that are none; the longest unused go first. */
const MAX_KNOWN = 10_000;
/** Keys that read metrics; the longest unused go first. */
const MAX_READERS = 100;
/** A key is read again after this long, in ms, in case that word of its revocation was lost. */
const MAX_AGE_MS = 3_000;
/** How often it is written down when keys were used, in ms. */
const NOTE_USE_EVERY_MS = 10_000;

/**
 * Tells who sends a request. Keys are kept in memory for some seconds, and Redis tells at once of those that change, so
 * that a request of a known key asks nothing of Redis.
 *
 * ```
 * open ── a key is created ──► locked
 * ```
 *
 * Open, nobody needs a key; that is for a machine of one's own. Once locked a process stays so: if the last key is
 * revoked, or Redis has lost all of them, nobody gets in.
 */
export class Authenticator {
  readonly #known = new LRUCache<string, { readonly found: FoundKey | undefined }>({ max: MAX_KNOWN, ttl: MAX_AGE_MS });
  readonly #reading = new Map<string, Promise<FoundKey | undefined>>();
  /**
   * Keys that read metrics, as they were last found: while Redis is away they stay good for that, or nobody would be told
   * that it is. There are as many as Prometheuses.
   */
  readonly #metricsReaders = new LRUCache<string, FoundKey>({ max: MAX_READERS });
  /** By key: what is to be called when it is revoked. */
  readonly #watchers = new Map<string, Set<() => void>>();
  #used = new Map<string, number>();
  readonly #noting: NodeJS.Timeout;
  #locked = true;

  /** @param notices a connection of its own, for what is told of keys */
  constructor(
    private readonly apiKeys: ApiKeys,
    private readonly notices: Redis,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {
    notices.on('message', (_channel, id) => void this.changed(id));
    this.#noting = setInterval(() => void this.#noteUse(), NOTE_USE_EVERY_MS).unref();
  }

  /** Begins to listen. From then on it is open, if there are no keys. */
  async start(): Promise<void> {
    // What was told while the connection was away was not heard.
    await keepSubscribed(this.notices, keys.apiKeyChanges, () => void this.#reload());
    this.#locked = await this.apiKeys.exist();
  }

  /** Whether a key is needed. */
  get locked(): boolean {
    return this.#locked;
  }

  /**
   * @param text a key, or undefined if none came with the request
   * @returns who it is, at once if that is known; undefined if that is nobody's key, or a key is needed
   */
  identify(text: string | undefined): Caller | undefined | Promise<Caller | undefined> {
    if (text === undefined) return this.#locked ? undefined : local;
    const key = parseKey(text);
    if (!key) return undefined;
    const known = this.#known.get(key.id);
    if (known) return this.#callerWith(key, known.found);
    return this.#find(key.id).then((found) => this.#callerWith(key, found));
  }

  /** @returns who has a key, by its id: for what was authenticated before */
  async ownerOf(id: string): Promise<Caller | undefined> {
    const found = await this.#find(id);
    return found && callerOf(found);
  }

  /**
   * Watches a key that is in use for longer than a request.
   * @param onRevoked called once, also if it was revoked a moment ago
   * @returns a function that ends the watching
   */
  watch(id: string, onRevoked: () => void): () => void {
    const watchers = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, watchers.add(onRevoked));
    void this.#check(id);
    return () => {
      if (watchers.delete(onRevoked) && watchers.size === 0) this.#watchers.delete(id);
    };
  }

  /** To be called when a key was created or revoked, whoever did it. */
  async changed(id: string): Promise<void> {
    this.#known.delete(id);
    this.#metricsReaders.delete(id);
    // What is being read may be from before the change.
    this.#reading.delete(id);
    await Promise.all([this.#check(id), this.#lockIfKeys()]);
  }

  async close(): Promise<void> {
    clearInterval(this.#noting);
    this.notices.disconnect();
    await this.#noteUse();
  }

  #callerWith({ id, secret }: KeyText, found: FoundKey | undefined): Caller | undefined {
    if (!found || !isSecret(secret, found.hash)) return undefined;
    this.#used.set(id, Date.now());
    return callerOf(found);
  }

  async #find(id: string): Promise<FoundKey | undefined> {
    const known = this.#known.get(id);
    if (known) return known.found;
    const reading = this.#reading.get(id) ?? this.#read(id);
    this.#reading.set(id, reading);
    return await reading;
  }

  #read(id: string): Promise<FoundKey | undefined> {
    const reading: Promise<FoundKey | undefined> = this.apiKeys
      .find(id)
      .then((found) => {
        if (this.#reading.get(id) === reading) this.#know(id, found);
        return found;
      })
      .catch((error: unknown) => {
        const reader = this.#metricsReaders.get(id);
        if (reader) return { ...reader, scopes: ['metrics'] satisfies Scope[] };
        throw error;
      })
      .finally(() => {
        if (this.#reading.get(id) === reading) this.#reading.delete(id);
      });
    return reading;
  }

  #know(id: string, found: FoundKey | undefined): void {
    this.#known.set(id, { found });
    if (found?.scopes.includes('metrics')) this.#metricsReaders.set(id, found);
    else this.#metricsReaders.delete(id);
  }

  /** Tells those who watch a key if it is no more. */
  async #check(id: string): Promise<void> {
    const watchers = this.#watchers.get(id);
    if (!watchers) return;
    try {
      if (await this.apiKeys.find(id)) return;
    } catch {
      // Redis is away, and `ready` comes once more.
      return;
    }
    this.#watchers.delete(id);
    for (const onRevoked of watchers) onRevoked();
  }

  async #reload(): Promise<void> {
    this.#known.clear();
    this.#reading.clear();
    await Promise.all([...[...this.#watchers.keys()].map((id) => this.#check(id)), this.#lockIfKeys()]);
  }

  async #lockIfKeys(): Promise<void> {
    if (this.#locked) return;
    // If Redis is away, nothing can be done that would need a key, and `ready` comes once more.
    this.#locked = await this.apiKeys.exist().catch(() => false);
  }

  async #noteUse(): Promise<void> {
    const used = this.#used;
    this.#used = new Map();
    await this.apiKeys.noteUse(used).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'could not note when keys were used');
    });
  }
}

function callerOf({ id, workspace, scopes }: FoundKey): Caller {
  return { key: id, workspace, scopes };
}
