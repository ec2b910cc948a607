/** The steps on a model that must be atomic, as Lua run by Redis (`lua/model.lua` has their keys). Every change of a model has a number of its own. */
import type { Redis, Result } from 'ioredis';
import { VERSIONS_HELD, VERSIONS_REMEMBERED } from '../contracts/model.js';
import { keys, type libraryKeys } from '../redis/keys.js';
import { defineLua, type LuaLibrary } from '../redis/lua.js';

export type PutReply = ['created' | 'changed' | 'same' | 'refused' | 'gone', string];
export type DeleteReply = ['ok' | 'missing' | 'refused', string];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierPutModel(...args: string[]): Result<PutReply, Context>;
    atelierDeleteModel(...args: string[]): Result<DeleteReply, Context>;
    atelierModelCopied(...args: string[]): Result<0 | 1, Context>;
    atelierRestoreModel(...args: string[]): Result<0 | 1, Context>;
  }
}

/** The KEYS of every command on a model. @param names those of its workspace's library */
export function modelKeys(names: ReturnType<typeof libraryKeys>, name: string): string[] {
  return [names.model(name), names.models, names.modelChanges, names.modelsUncopied, keys.holds];
}

const NUMBER_OF_KEYS = 5;

const MODEL_LUA: LuaLibrary = {
  files: [new URL('./lua/model.lua', import.meta.url)],
  constants: { VERSIONS_HELD, VERSIONS_REMEMBERED },
};

const commands = {
  atelierPutModel: { file: new URL('./lua/put-model.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS + 1 },
  atelierDeleteModel: { file: new URL('./lua/delete-model.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
  atelierModelCopied: { file: new URL('./lua/model-copied.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
  atelierRestoreModel: { file: new URL('./lua/restore-model.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
};

/** Teaches a connection the commands above. */
export function defineModelCommands(redis: Redis): void {
  defineLua(redis, commands, [MODEL_LUA]);
}
