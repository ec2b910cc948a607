-- Owes a delivery once more from the start, or has one that waits tried now. One that is on its way is left alone.
--
-- ARGV  1 the webhook   2 the message
-- Returns 'ok', 'missing' or 'disabled'.

local webhook, message = ARGV[1], ARGV[2]
local delivery = deliveryKey(webhook, message)
local found = redis.call('HMGET', delivery, 'state', 'leasedUntil', 'type')
if not found[1] then return 'missing' end
if redis.call('HGET', webhookKey(webhook), 'enabled') ~= '1' and found[3] ~= 'ping' then return 'disabled' end
if found[2] and tonumber(found[2]) > nowMs() then return 'ok' end
redis.call('ZREM', webhookKey(webhook) .. ':ended', message)
redis.call('HSET', delivery, 'state', 'pending', 'tries', 0, 'note', '')
redis.call('HDEL', delivery, 'firstFailedAt')
makeDue(webhook, message, 0)
return 'ok'
