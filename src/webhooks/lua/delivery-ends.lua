-- `letNextCome` has the next message of a job follow one that was tried. `finish` ends a delivery, and forgets the oldest of
-- those that are over and too many.
--
-- Constants: DELIVERIES_KEPT. It needs jobs/records/lua/deliveries.lua.

local function letNextCome(webhook, message)
  local delivery, tails = deliveryKey(webhook, message), webhookKey(webhook) .. ':tails'
  local job = redis.call('HGET', delivery, 'job')
  if job and redis.call('HGET', tails, job) == message then redis.call('HDEL', tails, job) end
  local after = redis.call('HGET', delivery, 'next')
  if after and redis.call('HGET', deliveryKey(webhook, after), 'state') == 'pending' then
    makeDue(webhook, after, 0)
  end
  redis.call('HDEL', delivery, 'next')
end

local function finish(webhook, message, state, note)
  local delivery, ended = deliveryKey(webhook, message), webhookKey(webhook) .. ':ended'
  redis.call('ZREM', WEBHOOK_DUE, webhook .. '.' .. message)
  redis.call('HSET', delivery, 'state', state, 'note', note)
  redis.call('HDEL', delivery, 'nextAt')
  redis.call('ZADD', ended, nowMs(), message)
  while redis.call('ZCARD', ended) > DELIVERIES_KEPT do
    local oldest = redis.call('ZPOPMIN', ended)[1]
    redis.call('ZREM', webhookKey(webhook) .. ':deliveries', oldest)
    redis.call('DEL', deliveryKey(webhook, oldest))
  end
end
