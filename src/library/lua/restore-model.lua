-- Brings back a model that Redis has lost, or only the number of its last change if it was deleted.
--
-- ARGV  1 its name   2 number of its last change   3… its versions as JSON, newest first
-- Returns 1, or 0 if Redis knows the name.

if redis.call('HSETNX', KEYS[3], name, ARGV[2]) == 0 then return 0 end
for i = 3, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[i])
  if i < 3 + VERSIONS_HELD then redis.call('ZADD', KEYS[5], 0, hold(cjson.decode(ARGV[i]))) end
end
if #ARGV >= 3 then redis.call('ZADD', KEYS[2], 0, name) end
return 1
