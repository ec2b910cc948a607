/** The steps on a model that must be atomic, as Lua run by Redis. Every change of a model has a number of its own. */
import type { Redis, Result } from 'ioredis';
import { VERSIONS_HELD, VERSIONS_REMEMBERED } from '../contracts/model.js';
import { keys, type libraryKeys } from '../redis/keys.js';

/**
 * What every command is given: KEYS, and the model's name as ARGV[1].
 *
 * KEYS  1 its versions, newest first   2 all models   3 numbers of the models' last changes   4 models not yet copied
 *       5 who holds which checkpoint
 *
 * `allowed` judges a condition: '' for none, '*' for any version there is, 'none' for no model, or numbers of versions
 * as a JSON array.
 */
const SHARED = `
local name = ARGV[1]
local newest = redis.call('LINDEX', KEYS[1], 0)
local current = newest and cjson.decode(newest)
local function allowed(condition)
  if condition == '' then return true end
  if condition == 'none' then return not current end
  if condition == '*' then return current and true end
  for _, version in ipairs(cjson.decode(condition)) do
    if current and version == current.version then return true end
  end
  return false
end
local function hold(version) return version.checkpoint .. ' ' .. name .. ' ' .. version.version end
`;

/**
 * Points a model at a checkpoint, which it holds from then on.
 *
 * KEYS  6 the checkpoints of the checkpoint's job
 * ARGV  1 its name   2 condition   3 the checkpoint's step   4 when, as JSON   5 the version's other fields, as the end
 *       of its JSON
 * Returns {'created' or 'changed', version} with the version as JSON, or with nothing written {'same', version} if the
 * last change asked for just this, {'refused', number of the current version or ''}, or {'gone', ''} if the job has no
 * such checkpoint.
 */
const PUT = `
${SHARED}
if not allowed(ARGV[2]) then return {'refused', current and tostring(current.version) or ''} end
if redis.call('HEXISTS', KEYS[6], ARGV[3]) == 0 then return {'gone', ''} end
if newest and string.sub(newest, -#ARGV[5]) == ARGV[5] then return {'same', newest} end

local number = redis.call('HINCRBY', KEYS[3], name, 1)
local version = '{"version":' .. number .. ',"createdAt":' .. ARGV[4] .. ARGV[5]
redis.call('LPUSH', KEYS[1], version)
redis.call('LTRIM', KEYS[1], 0, ${VERSIONS_REMEMBERED - 1})
redis.call('ZADD', KEYS[2], 0, name)
redis.call('ZADD', KEYS[5], 0, hold(cjson.decode(version)))
local last = redis.call('LINDEX', KEYS[1], ${VERSIONS_HELD})
if last then redis.call('ZREM', KEYS[5], hold(cjson.decode(last))) end
redis.call('SADD', KEYS[4], name)
return {newest and 'changed' or 'created', version}
`;

/**
 * Deletes a model; its checkpoints are held by it no longer.
 *
 * ARGV  1 its name   2 condition
 * Returns {'ok', ''}, or with nothing written {'missing', ''} or {'refused', number of the current version or ''}.
 */
const DELETE = `
${SHARED}
if not allowed(ARGV[2]) then return {'refused', current and tostring(current.version) or ''} end
if not current then return {'missing', ''} end
for _, version in ipairs(redis.call('LRANGE', KEYS[1], 0, ${VERSIONS_HELD - 1})) do
  redis.call('ZREM', KEYS[5], hold(cjson.decode(version)))
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], name)
redis.call('HINCRBY', KEYS[3], name, 1)
redis.call('SADD', KEYS[4], name)
return {'ok', ''}
`;

/**
 * Notes that a model was copied to the store as it was after a change.
 *
 * ARGV  1 its name   2 number of the change
 * Returns 1, or 0 if the model has changed since.
 */
const COPIED = `
if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('SREM', KEYS[4], ARGV[1])
return 1
`;

/**
 * Brings back a model that Redis has lost, or only the number of its last change if it was deleted.
 *
 * ARGV  1 its name   2 number of its last change   3… its versions as JSON, newest first
 * Returns 1, or 0 if Redis knows the name.
 */
const RESTORE = `
${SHARED}
if redis.call('HSETNX', KEYS[3], name, ARGV[2]) == 0 then return 0 end
for i = 3, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[i])
  if i < 3 + ${VERSIONS_HELD} then redis.call('ZADD', KEYS[5], 0, hold(cjson.decode(ARGV[i]))) end
end
if #ARGV >= 3 then redis.call('ZADD', KEYS[2], 0, name) end
return 1
`;

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

/** Teaches a connection the commands above. */
export function defineModelCommands(redis: Redis): void {
  redis.defineCommand('atelierPutModel', { numberOfKeys: NUMBER_OF_KEYS + 1, lua: PUT });
  redis.defineCommand('atelierDeleteModel', { numberOfKeys: NUMBER_OF_KEYS, lua: DELETE });
  redis.defineCommand('atelierModelCopied', { numberOfKeys: NUMBER_OF_KEYS, lua: COPIED });
  redis.defineCommand('atelierRestoreModel', { numberOfKeys: NUMBER_OF_KEYS, lua: RESTORE });
}
