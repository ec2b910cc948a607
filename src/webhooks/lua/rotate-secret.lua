-- Gives a webhook a new secret. The one before signs too for a while; a still older one ends at once.
--
-- ARGV  1 its id   2 the secret   3 for how many ms the one before signs too
-- Returns 1, or 0 if there is no such webhook.

local webhook, overlap = webhookKey(ARGV[1]), tonumber(ARGV[3])
local before = redis.call('HGET', webhook, 'secret')
if not before then return 0 end
redis.call('HSET', webhook, 'secret', ARGV[2])
if overlap > 0 then redis.call('HSET', webhook, 'oldSecret', before, 'oldSecretUntil', nowMs() + overlap)
else redis.call('HDEL', webhook, 'oldSecret', 'oldSecretUntil') end
return 1
