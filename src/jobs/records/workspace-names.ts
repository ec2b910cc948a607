import type { Redis } from 'ioredis';
import { DEFAULT_WORKSPACE } from '../../contracts/access.js';
import { keys } from '../../redis/keys.js';

/** Names of all workspaces that there ever was a key for, and of the default one. */
export async function workspaceNames(redis: Redis): Promise<string[]> {
  return [DEFAULT_WORKSPACE, ...(await redis.smembers(keys.workspaces))];
}

/** Notes that there is a workspace. */
export async function noteWorkspace(redis: Redis, name: string): Promise<void> {
  if (name !== DEFAULT_WORKSPACE) await redis.sadd(keys.workspaces, name);
}
