-- Notes that pixels are in a pack of the store. Those of designs that are gone by now don't count; a pack of nothing
-- else stays among those to be removed.
--
-- ARGV  1 the pack   2 its parts, as JSON: [ulid, first, count, offset] of each

local used = 0
for _, part in ipairs(cjson.decode(ARGV[2])) do
  local ulid, first, count, offset = part[1], part[2], part[3], part[4]
  local key = requestKey(ulid)
  if redis.call('EXISTS', key) == 1 then
    redis.call('HSET', key, partField(first), ARGV[1] .. ' ' .. string.format('%d', offset))
    for index = first, first + count - 1 do
      if redis.call('ZSCORE', KEYS[1] .. DESIGNS, id(ulid, index)) then used = used + 1 end
    end
  end
end
if used > 0 then
  redis.call('HSET', KEYS[1] .. DESIGN_PACKS, ARGV[1], used)
  redis.call('ZREM', KEYS[1] .. UNUSED_DESIGN_PACKS, ARGV[1])
end
return used
