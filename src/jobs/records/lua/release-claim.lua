-- Lets an idempotency key go, unless its claim has expired and another request has claimed it.
--
-- KEYS  1 the key
-- ARGV  1 the claim, as it was written
-- Returns 1, or 0 if the claim is no longer there.

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
