/** The steps on the gallery that must be atomic, as Lua run by Redis. */
import type { Redis, Result } from 'ioredis';
import { PART_DESIGNS } from '../jobs/designs/design-client.js';
import { libraryKeys } from '../redis/keys.js';

/** The names, without what they begin with. */
const names = libraryKeys('');

/**
 * What every command has, and is given: KEYS[1], below which the workspace's library is kept. A design is `<ulid of its request>_<index in four digits>`. Its request's hash has `request`
 * (JSON), `in` (names of the indexes that all its designs are in, as JSON), `left` (how many of its designs are in the
 * gallery), `part:<number>` (where the pixels of so many designs that follow each other are: `<pack> <offset in it>`), and
 * of designs `starred:<index>` and `tags:<index>` (JSON).
 */
const SHARED = `
local function requestKey(ulid) return KEYS[1] .. '${names.designRequest('')}' .. ulid end
local function indexKey(name) return KEYS[1] .. '${names.designsIn('')}' .. name end
local function id(ulid, index) return ulid .. '_' .. string.format('%04d', index) end

local function partField(index) return 'part:' .. math.floor(index / ${PART_DESIGNS}) end

local function release(pack, now)
  if redis.call('HINCRBY', KEYS[1] .. '${names.designPacks}', pack, -1) <= 0 then
    redis.call('HDEL', KEYS[1] .. '${names.designPacks}', pack)
    redis.call('ZADD', KEYS[1] .. '${names.unusedDesignPacks}', now, pack)
  end
end

local function remove(design, now)
  if redis.call('ZREM', KEYS[1] .. '${names.designs}', design) == 0 then return 0 end
  local index = tonumber(string.sub(design, 28))
  local key = requestKey(string.sub(design, 1, 26))
  local kept = redis.call('HMGET', key, 'in', partField(index), 'starred:' .. index, 'tags:' .. index)
  redis.call('ZREM', KEYS[1] .. '${names.passingDesigns}', design)
  for _, name in ipairs(cjson.decode(kept[1])) do redis.call('ZREM', indexKey(name), design) end
  if kept[3] then redis.call('ZREM', indexKey('starred'), design) end
  for _, tag in ipairs(cjson.decode(kept[4] or '[]')) do redis.call('ZREM', indexKey('tag:' .. tag), design) end
  if kept[2] then release(string.match(kept[2], '%S+'), now) end
  if redis.call('HINCRBY', key, 'left', -1) == 0 then
    redis.call('DEL', key)
  else
    redis.call('HDEL', key, 'starred:' .. index, 'tags:' .. index)
  end
  return 1
end
`;

/**
 * Puts a request's designs into the gallery; the oldest that nobody has starred or tagged make way.
 *
 * ARGV  1 ulid   2 how many designs   3 the request as JSON   4 names of the indexes that they are in, as JSON
 *       5 how many designs may be there unstarred and untagged   6 now, in ms
 */
const SAVE = `
${SHARED}
local ulid, count = ARGV[1], tonumber(ARGV[2])
redis.call('HSET', requestKey(ulid), 'request', ARGV[3], 'in', ARGV[4], 'left', count)
local sets = {KEYS[1] .. '${names.designs}', KEYS[1] .. '${names.passingDesigns}'}
for _, name in ipairs(cjson.decode(ARGV[4])) do sets[#sets + 1] = indexKey(name) end
for index = 0, count - 1 do
  local design = id(ulid, index)
  for _, set in ipairs(sets) do redis.call('ZADD', set, 0, design) end
end
local over = redis.call('ZCARD', KEYS[1] .. '${names.passingDesigns}') - tonumber(ARGV[5])
if over > 0 then
  for _, design in ipairs(redis.call('ZRANGE', KEYS[1] .. '${names.passingDesigns}', 0, over - 1)) do remove(design, ARGV[6]) end
end
return 1
`;

/**
 * Notes that pixels are in a pack of the store. Those of designs that are gone by now don't count; a pack of nothing
 * else stays among those to be removed.
 *
 * ARGV  1 the pack   2 its parts, as JSON: [ulid, first, count, offset] of each
 */
const PACKED = `
${SHARED}
local used = 0
for _, part in ipairs(cjson.decode(ARGV[2])) do
  local ulid, first, count, offset = part[1], part[2], part[3], part[4]
  local key = requestKey(ulid)
  if redis.call('EXISTS', key) == 1 then
    redis.call('HSET', key, partField(first), ARGV[1] .. ' ' .. string.format('%d', offset))
    for index = first, first + count - 1 do
      if redis.call('ZSCORE', KEYS[1] .. '${names.designs}', id(ulid, index)) then used = used + 1 end
    end
  end
end
if used > 0 then
  redis.call('HSET', KEYS[1] .. '${names.designPacks}', ARGV[1], used)
  redis.call('ZREM', KEYS[1] .. '${names.unusedDesignPacks}', ARGV[1])
end
return used
`;

/**
 * Stars a design or not, and gives it tags. One that has either stays until it is deleted.
 *
 * ARGV  1 the design   2 '1' or '0', or '' to leave it   3 tags as a JSON array, or '' to leave them
 * Returns 1, or 0 if there is no such design.
 */
const MARK = `
${SHARED}
local design = ARGV[1]
if not redis.call('ZSCORE', KEYS[1] .. '${names.designs}', design) then return 0 end
local index = tonumber(string.sub(design, 28))
local key = requestKey(string.sub(design, 1, 26))
if ARGV[2] == '1' then
  redis.call('HSET', key, 'starred:' .. index, 1)
  redis.call('ZADD', indexKey('starred'), 0, design)
elseif ARGV[2] == '0' then
  redis.call('HDEL', key, 'starred:' .. index)
  redis.call('ZREM', indexKey('starred'), design)
end
if ARGV[3] ~= '' then
  for _, tag in ipairs(cjson.decode(redis.call('HGET', key, 'tags:' .. index) or '[]')) do
    redis.call('ZREM', indexKey('tag:' .. tag), design)
  end
  local tags = cjson.decode(ARGV[3])
  for _, tag in ipairs(tags) do redis.call('ZADD', indexKey('tag:' .. tag), 0, design) end
  if #tags > 0 then redis.call('HSET', key, 'tags:' .. index, ARGV[3]) else redis.call('HDEL', key, 'tags:' .. index) end
end
local marks = redis.call('HMGET', key, 'starred:' .. index, 'tags:' .. index)
if marks[1] or marks[2] then
  redis.call('ZREM', KEYS[1] .. '${names.passingDesigns}', design)
else
  redis.call('ZADD', KEYS[1] .. '${names.passingDesigns}', 0, design)
end
return 1
`;

/**
 * Removes a design from the gallery.
 *
 * ARGV  1 the design   2 now, in ms
 * Returns 1, or 0 if there is no such design.
 */
const DELETE = `
${SHARED}
return remove(ARGV[1], ARGV[2])
`;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierSaveDesigns(...args: string[]): Result<1, Context>;
    atelierPacked(...args: string[]): Result<number, Context>;
    atelierMarkDesign(...args: string[]): Result<0 | 1, Context>;
    atelierDeleteDesign(...args: string[]): Result<0 | 1, Context>;
  }
}

/** Teaches a connection the commands above. Their keys follow from what they find, so only what they begin with is given. */
export function defineGalleryCommands(redis: Redis): void {
  redis.defineCommand('atelierSaveDesigns', { numberOfKeys: 1, lua: SAVE });
  redis.defineCommand('atelierPacked', { numberOfKeys: 1, lua: PACKED });
  redis.defineCommand('atelierMarkDesign', { numberOfKeys: 1, lua: MARK });
  redis.defineCommand('atelierDeleteDesign', { numberOfKeys: 1, lua: DELETE });
}
