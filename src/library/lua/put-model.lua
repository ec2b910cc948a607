-- Points a model at a checkpoint, which it holds from then on.
--
-- KEYS  6 the checkpoints of the checkpoint's job
-- ARGV  1 its name   2 condition   3 the checkpoint's step   4 when, as JSON   5 the version's other fields, as the end
--       of its JSON
-- Returns {'created' or 'changed', version} with the version as JSON, or with nothing written {'same', version} if the
-- last change asked for just this, {'refused', number of the current version or ''}, or {'gone', ''} if the job has no
-- such checkpoint.

if not allowed(ARGV[2]) then return {'refused', current and tostring(current.version) or ''} end
if redis.call('HEXISTS', KEYS[6], ARGV[3]) == 0 then return {'gone', ''} end
if newest and string.sub(newest, -#ARGV[5]) == ARGV[5] then return {'same', newest} end

local number = redis.call('HINCRBY', KEYS[3], name, 1)
local version = '{"version":' .. number .. ',"createdAt":' .. ARGV[4] .. ARGV[5]
redis.call('LPUSH', KEYS[1], version)
redis.call('LTRIM', KEYS[1], 0, VERSIONS_REMEMBERED - 1)
redis.call('ZADD', KEYS[2], 0, name)
redis.call('ZADD', KEYS[5], 0, hold(cjson.decode(version)))
local last = redis.call('LINDEX', KEYS[1], VERSIONS_HELD)
if last then redis.call('ZREM', KEYS[5], hold(cjson.decode(last))) end
redis.call('SADD', KEYS[4], name)
return {newest and 'changed' or 'created', version}
