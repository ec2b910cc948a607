-- Takes deliveries that are due, each for a while: what is not settled by then is due again. What is due to a disabled
-- webhook is given up.
--
-- One claim looks at a window of what is due. Where that is full, what is passed over for webhooks that have enough on their
-- way is put off for a moment, and the next claim, at once, sees what is behind it.
--
-- ARGV  1 how many   2 for how many ms   3 how many the caller has on their way to each webhook, as a JSON object
-- Returns { ms until the next is due or -1, { webhook, message, type, body, claim, tries, url, secret, old secret or '' }… }.
-- `claim` is for settle.lua; a later claim makes it void.
--
-- Constants: AT_ONCE_TO_ONE, AT_ONCE_TO_FAILING, WINDOW, PUT_OFF_MS

local now, onTheirWay = nowMs(), cjson.decode(ARGV[3])
local claimed, passed = {}, {}
local due = redis.call('ZRANGEBYSCORE', WEBHOOK_DUE, '-inf', now, 'LIMIT', 0, WINDOW)
for _, member in ipairs(due) do
  if #claimed == tonumber(ARGV[1]) then break end
  local webhook, message = string.match(member, '^([^.]+)%.(.+)$')
  local delivery = deliveryKey(webhook, message)
  local found = redis.call('HMGET', delivery, 'type', 'body', 'tries', 'attempts')
  local target = redis.call('HMGET', webhookKey(webhook), 'enabled', 'url', 'secret', 'oldSecret', 'oldSecretUntil', 'failingSince')
  if not found[1] or not target[1] then
    redis.call('ZREM', WEBHOOK_DUE, member)
  elseif target[1] ~= '1' and found[1] ~= 'ping' then
    if found[4] == '0' then letNextCome(webhook, message) end
    finish(webhook, message, 'failed', 'the webhook is disabled')
  elseif (onTheirWay[webhook] or 0) >= (target[6] and AT_ONCE_TO_FAILING or AT_ONCE_TO_ONE) then
    passed[#passed + 1] = member
  else
    onTheirWay[webhook] = (onTheirWay[webhook] or 0) + 1
    local old = target[4] or ''
    if target[5] and tonumber(target[5]) <= now then
      redis.call('HDEL', webhookKey(webhook), 'oldSecret', 'oldSecretUntil')
      old = ''
    end
    local claim = redis.call('HINCRBY', delivery, 'claims', 1)
    redis.call('HSET', delivery, 'leasedUntil', now + tonumber(ARGV[2]))
    redis.call('ZADD', WEBHOOK_DUE, now + tonumber(ARGV[2]), member)
    claimed[#claimed + 1] = {webhook, message, found[1], found[2], tostring(claim), found[3], target[2], target[3], old}
  end
end
if #due == WINDOW then
  for _, member in ipairs(passed) do redis.call('ZADD', WEBHOOK_DUE, now + PUT_OFF_MS, member) end
  return {0, claimed}
end
local after = redis.call('ZRANGEBYSCORE', WEBHOOK_DUE, '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
return {after and math.ceil(tonumber(after) - now) or -1, claimed}
