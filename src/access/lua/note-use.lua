-- Notes when keys were used, unless they were revoked in the meantime.
--
-- KEYS  1 all keys   2 when they were used        ARGV  id, time in ms, id, time in ms, …

for i = 1, #ARGV, 2 do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 1 then redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
end
