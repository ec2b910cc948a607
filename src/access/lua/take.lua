-- Adds to a number, unless it would exceed a limit.
--
-- KEYS  1 the number        ARGV  1 how many   2 the limit   3 for how many ms the number is kept
-- Returns 1, or 0 with nothing added.

local before = tonumber(redis.call('GET', KEYS[1]) or '0')
if before + tonumber(ARGV[1]) > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], before + ARGV[1], 'PX', ARGV[3])
return 1
