-- Writes down how an attempt went, and what follows from it. A webhook to which nothing was delivered from the first to the
-- last attempt of a message is disabled, and so is one whose receiver is gone.
--
-- ARGV  1 the webhook   2 the message   3 its claim   4 the attempt, as JSON without its number
--       5 outcome: delivered, again, given_up, gone   6 ms until it is tried again   7 why it is given up, or ''
-- Returns '', or why the webhook was disabled by it, or 'void'.
--
-- Constants: ATTEMPTS_KEPT

local webhook, message, outcome = ARGV[1], ARGV[2], ARGV[5]
local delivery, target, now = deliveryKey(webhook, message), webhookKey(webhook), nowMs()
local found = redis.call('HMGET', delivery, 'claims', 'type')
if found[1] ~= ARGV[3] then return 'void' end
local isPing = found[2] == 'ping'
local number = redis.call('HINCRBY', delivery, 'attempts', 1)
redis.call('HINCRBY', delivery, 'tries', 1)
redis.call('HSET', delivery, 'attempt:' .. number, '{"number":' .. number .. ',' .. string.sub(ARGV[4], 2))
redis.call('HDEL', delivery, 'leasedUntil', 'attempt:' .. (number - ATTEMPTS_KEPT))
if number == 1 then letNextCome(webhook, message) end

if outcome == 'delivered' then
  redis.call('HDEL', target, 'failingSince')
  redis.call('HSET', target, 'lastDeliveredAt', now)
  finish(webhook, message, 'delivered', '')
  return ''
end

if not isPing then redis.call('HSETNX', target, 'failingSince', now) end
redis.call('HSETNX', delivery, 'firstFailedAt', now)
if outcome == 'again' then
  makeDue(webhook, message, tonumber(ARGV[6]))
  return ''
end
-- Before finish, which may forget the message.
local isFailing = not isPing
  and tonumber(redis.call('HGET', target, 'failingSince')) <= tonumber(redis.call('HGET', delivery, 'firstFailedAt'))
finish(webhook, message, 'failed', ARGV[7])
if outcome ~= 'gone' and not isFailing then return '' end
local reason = outcome == 'gone' and 'gone' or 'failing'
return disable(webhook, reason) and reason or ''
