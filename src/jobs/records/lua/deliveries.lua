-- Lua functions on deliveries, with no KEYS: names follow from ids. `owe` writes one down; `makeDue` says when it is tried;
-- `disable` returns whether the webhook was enabled.
--
-- A delivery's hash: `type`, `body`, `job` ('' for none), `createdAt`, `state` (pending, delivered, failed), `attempts` and
-- `attempt:<n>` (one as JSON), `tries` (attempts since it was last asked for), `firstFailedAt` (of those), `claims`,
-- `leasedUntil`, `nextAt`, `next` (the message after it, of the same job), `note`.
--
-- Constants: WEBHOOK, WEBHOOK_DUE, WEBHOOK_WAKE

local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function webhookKey(webhook) return WEBHOOK .. webhook end
local function deliveryKey(webhook, message) return webhookKey(webhook) .. ':delivery:' .. message end

local function makeDue(webhook, message, inMs)
  local at = nowMs() + inMs
  redis.call('ZADD', WEBHOOK_DUE, at, webhook .. '.' .. message)
  redis.call('HSET', deliveryKey(webhook, message), 'nextAt', at)
  if inMs == 0 then redis.call('PUBLISH', WEBHOOK_WAKE, '') end
end

local function disable(webhook, reason)
  if redis.call('HGET', webhookKey(webhook), 'enabled') ~= '1' then return false end
  redis.call('HSET', webhookKey(webhook), 'enabled', '0', 'disabledAt', nowMs(), 'disabledReason', reason)
  return true
end

local function owe(webhook, message, type, body, job, at)
  local delivery = deliveryKey(webhook, message)
  redis.call('HSET', delivery, 'type', type, 'body', body, 'job', job, 'createdAt', at, 'state', 'pending',
    'attempts', 0, 'tries', 0, 'claims', 0)
  redis.call('ZADD', webhookKey(webhook) .. ':deliveries', 0, message)
  local tails, before = webhookKey(webhook) .. ':tails', false
  if job ~= '' then
    before = redis.call('HGET', tails, job)
    redis.call('HSET', tails, job, message)
  end
  if before then redis.call('HSET', deliveryKey(webhook, before), 'next', message)
  else makeDue(webhook, message, 0) end
end
