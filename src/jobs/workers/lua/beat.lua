-- Notes that a worker is alive, and forgets those that are not: names hold a process's id, so that those of workers that were
-- killed would stay for ever.
--
-- KEYS  1 workers by the time of their last heartbeat, by Redis's clock, in ms   2 the worker's devices
-- ARGV  1 the worker   2 its devices, as JSON   3 for how long a worker may be silent, in ms

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[1], now, ARGV[1])
