-- ARGV  1 ids of the workspace's webhooks (a key)   2 its id   3 how many there may be   4… fields and values
-- Returns 1, or 0 with nothing written if there are as many.

if redis.call('ZCARD', ARGV[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', webhookKey(ARGV[2]), unpack(ARGV, 4))
redis.call('ZADD', ARGV[1], 0, ARGV[2])
return 1
