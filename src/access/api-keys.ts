import type { Redis, Result } from 'ioredis';
import { type ApiKey, type CreatedKey, type Scope, scopes } from '../contracts/access.js';
import { AtelierError } from '../errors.js';
import { noteWorkspace } from '../jobs/records/workspace-names.js';
import { keys } from '../redis/keys.js';
import { defineLua } from '../redis/lua.js';
import { hashOf, newKeyText, printKey } from './key-text.js';

/** A key as Redis keeps it. */
interface KeptKey extends Omit<ApiKey, 'lastUsedAt'> {
  /** SHA-256 of the secret, in hex. */
  readonly hash: string;
}

/** A key that was found, and what its secret must be. */
export interface FoundKey extends Omit<ApiKey, 'lastUsedAt'> {
  readonly hash: Buffer;
}

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierNoteUse(...args: string[]): Result<null, Context>;
  }
}

/** The API's keys in Redis. Every change is told on a channel, to whoever keeps keys in memory. */
export class ApiKeys {
  constructor(readonly redis: Redis) {
    defineLua(redis, { atelierNoteUse: { file: new URL('./lua/note-use.lua', import.meta.url), numberOfKeys: 2 } });
  }

  /** @returns the key with its secret, which can't be had again */
  async create(given: {
    readonly name: string;
    readonly workspace: string;
    readonly scopes: readonly Scope[];
  }): Promise<CreatedKey> {
    const text = newKeyText();
    const key = {
      id: text.id,
      name: given.name,
      workspace: given.workspace,
      scopes: scopes.filter((scope) => given.scopes.includes(scope)),
      createdAt: new Date().toISOString(),
    };
    const kept: KeptKey = { ...key, hash: hashOf(text.secret).toString('hex') };
    // An id that is taken is one chance in 31^8.
    if ((await this.redis.hsetnx(keys.apiKeys, key.id, JSON.stringify(kept))) === 0) return await this.create(given);
    await noteWorkspace(this.redis, key.workspace);
    await this.redis.publish(keys.apiKeyChanges, key.id);
    return { ...key, lastUsedAt: null, key: printKey(text) };
  }

  /** @returns undefined if there is no such key */
  async find(id: string): Promise<FoundKey | undefined> {
    const json = await this.redis.hget(keys.apiKeys, id);
    if (json === null) return undefined;
    const { hash, ...key } = JSON.parse(json) as KeptKey;
    return { ...key, hash: Buffer.from(hash, 'hex') };
  }

  /** Oldest first. @param workspace left out, the keys of all */
  async list(workspace?: string): Promise<ApiKey[]> {
    const [all, used] = await Promise.all([this.redis.hgetall(keys.apiKeys), this.redis.hgetall(keys.apiKeyUse)]);
    return Object.values(all)
      .map((json) => JSON.parse(json) as KeptKey)
      .filter((key) => workspace === undefined || key.workspace === workspace)
      .map(({ hash: _, ...key }) => ({ ...key, lastUsedAt: timeOf(used[key.id]) }))
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  }

  /**
   * Revokes a key: within moments everywhere, and its streams are closed.
   * @param workspace left out, a key of any
   * @returns the key as it was
   * @throws AtelierError `key_not_found`
   */
  async revoke(id: string, workspace?: string): Promise<Pick<ApiKey, 'id' | 'workspace'>> {
    const key = await this.find(id);
    const isTheirs = key !== undefined && (workspace === undefined || key.workspace === workspace);
    if (!isTheirs || (await this.redis.hdel(keys.apiKeys, id)) === 0) {
      throw new AtelierError('key_not_found', `There is no key ${id.slice(0, 64)}.`);
    }
    await this.redis.publish(keys.apiKeyChanges, id);
    await this.redis.hdel(keys.apiKeyUse, id);
    return { id, workspace: key.workspace };
  }

  /** Whether there are any. */
  async exist(): Promise<boolean> {
    return (await this.redis.hlen(keys.apiKeys)) > 0;
  }

  /** @param used id → when, in ms since 1970 */
  async noteUse(used: ReadonlyMap<string, number>): Promise<void> {
    if (used.size === 0) return;
    const pairs = [...used].flatMap(([id, at]) => [id, String(at)]);
    await this.redis.atelierNoteUse(keys.apiKeys, keys.apiKeyUse, ...pairs);
  }
}

function timeOf(ms: string | undefined): string | null {
  return ms === undefined ? null : new Date(Number(ms)).toISOString();
}
