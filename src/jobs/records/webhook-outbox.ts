/**
 * What webhooks are owed, as Lua: the step that moves a job on writes down, in the same step, a delivery to each webhook
 * of its workspace. `src/webhooks` delivers.
 *
 * A delivery is due when its time in `keys.webhookDue` has come; its member there is `<webhook>.<message>`. The messages of a
 * job reach a webhook in order, unless one fails: a delivery is due only once the one before it was tried.
 */
import { monotonicFactory } from 'ulid';
import { keys } from '../../redis/keys.js';

/** As many may be owed to a webhook that fails: then it is disabled, before it fills Redis. */
export const OWED_WHILE_FAILING = 10_000;

/** Messages of one process have ids in the order in which they were made, which is that of the log. */
const ulid = monotonicFactory();

/** A message's id: what receivers know it by when it comes twice. */
export function newMessageId(): string {
  return `msg_${ulid()}`;
}

/**
 * Lua functions on deliveries, with no KEYS: names follow from ids. `owe` writes one down; `makeDue` says when it is tried;
 * `disable` returns whether the webhook was enabled.
 *
 * A delivery's hash: `type`, `body`, `job` ('' for none), `createdAt`, `state` (pending, delivered, failed), `attempts` and
 * `attempt:<n>` (one as JSON), `tries` (attempts since it was last asked for), `firstFailedAt` (of those), `claims`,
 * `leasedUntil`, `nextAt`, `next` (the message after it, of the same job), `note`.
 */
export const DELIVERY_LUA = `
local function nowMs()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function webhookKey(webhook) return '${keys.webhook('')}' .. webhook end
local function deliveryKey(webhook, message) return webhookKey(webhook) .. ':delivery:' .. message end

local function makeDue(webhook, message, inMs)
  local at = nowMs() + inMs
  redis.call('ZADD', '${keys.webhookDue}', at, webhook .. '.' .. message)
  redis.call('HSET', deliveryKey(webhook, message), 'nextAt', at)
  if inMs == 0 then redis.call('PUBLISH', '${keys.webhookWake}', '') end
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
`;

/** For the steps that move jobs on: `oweState` tells all webhooks that want to know. It needs `ofWorkspace`. */
export const WEBHOOK_LUA = `
${DELIVERY_LUA}
local function subscribes(webhook, type)
  local found = redis.call('HMGET', webhookKey(webhook), 'enabled', 'events')
  return found[1] == '1' and string.find(',' .. (found[2] or '') .. ',', ',' .. type .. ',', 1, true)
end

local function isBehind(webhook)
  local name = webhookKey(webhook)
  return redis.call('HEXISTS', name, 'failingSince') == 1
    and redis.call('ZCARD', name .. ':deliveries') - redis.call('ZCARD', name .. ':ended') >= ${OWED_WHILE_FAILING}
end

local function oweState(workspace, message, id, record, seq, at, data)
  local webhooks = redis.call('ZRANGE', ofWorkspace('${keys.webhooks}', workspace), 0, -1)
  if #webhooks == 0 then return end
  local type, body = 'job.' .. cjson.decode(data).state, nil
  for _, webhook in ipairs(webhooks) do
    if subscribes(webhook, type) then
      if not body then
        -- This must not fail: the step that it is a part of has written already.
        local job = cjson.decode(redis.call('HGET', record, 'definition') or '{}')
        body = '{"type":"' .. type .. '","timestamp":"' .. at .. '","data":{"job":"' .. id
          .. '","workspace":"' .. workspace .. '","name":' .. cjson.encode(job.name)
          .. ',"metadata":' .. cjson.encode(job.metadata or {}) .. ',"seq":' .. seq .. ',' .. string.sub(data, 2) .. '}'
      end
      owe(webhook, message, type, body, id, at)
      if isBehind(webhook) then disable(webhook, 'backlog') end
    end
  end
end
`;
