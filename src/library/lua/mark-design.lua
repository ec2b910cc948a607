-- Stars a design or not, and gives it tags. One that has either stays until it is deleted.
--
-- ARGV  1 the design   2 '1' or '0', or '' to leave it   3 tags as a JSON array, or '' to leave them
-- Returns 1, or 0 if there is no such design.

local design = ARGV[1]
if not redis.call('ZSCORE', KEYS[1] .. DESIGNS, design) then return 0 end
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
  redis.call('ZREM', KEYS[1] .. PASSING_DESIGNS, design)
else
  redis.call('ZADD', KEYS[1] .. PASSING_DESIGNS, 0, design)
end
return 1
