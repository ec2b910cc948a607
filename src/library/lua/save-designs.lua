-- Puts a request's designs into the gallery; the oldest that nobody has starred or tagged make way.
--
-- ARGV  1 ulid   2 how many designs   3 the request as JSON   4 names of the indexes that they are in, as JSON
--       5 how many designs may be there unstarred and untagged   6 now, in ms

local ulid, count = ARGV[1], tonumber(ARGV[2])
redis.call('HSET', requestKey(ulid), 'request', ARGV[3], 'in', ARGV[4], 'left', count)
local sets = {KEYS[1] .. DESIGNS, KEYS[1] .. PASSING_DESIGNS}
for _, name in ipairs(cjson.decode(ARGV[4])) do sets[#sets + 1] = indexKey(name) end
for index = 0, count - 1 do
  local design = id(ulid, index)
  for _, set in ipairs(sets) do redis.call('ZADD', set, 0, design) end
end
local over = redis.call('ZCARD', KEYS[1] .. PASSING_DESIGNS) - tonumber(ARGV[5])
if over > 0 then
  for _, design in ipairs(redis.call('ZRANGE', KEYS[1] .. PASSING_DESIGNS, 0, over - 1)) do remove(design, ARGV[6]) end
end
return 1
