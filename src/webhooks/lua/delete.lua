-- Removes a webhook with all that is owed to it.
--
-- ARGV  1 ids of the workspace's webhooks (a key)   2 its id
-- Returns 1, or 0 if there is no such webhook.

local webhook = webhookKey(ARGV[2])
for _, message in ipairs(redis.call('ZRANGE', webhook .. ':deliveries', 0, -1)) do
  redis.call('ZREM', WEBHOOK_DUE, ARGV[2] .. '.' .. message)
  redis.call('DEL', deliveryKey(ARGV[2], message))
end
redis.call('ZREM', ARGV[1], ARGV[2])
redis.call('DEL', webhook .. ':deliveries', webhook .. ':ended', webhook .. ':tails')
return redis.call('DEL', webhook)
