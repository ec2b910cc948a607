/**
 * The steps on webhooks and their deliveries that must be atomic, as Lua run by Redis. `src/jobs/records/webhook-outbox.ts` has what
 * a delivery is, and the step that owes one.
 */
import type { Redis, Result } from 'ioredis';
import { DELIVERY_LUA } from '../jobs/records/webhook-outbox.js';
import { keys } from '../redis/keys.js';

/** Deliveries that are over and can still be looked at and replayed, for each webhook. */
export const DELIVERIES_KEPT = 1_000;
/** Attempts of a delivery that are kept. */
export const ATTEMPTS_KEPT = 20;
/** How many requests one process has on their way to one webhook, and to one that fails: a receiver that hangs keeps no other waiting. */
const AT_ONCE_TO_ONE = 8;
const AT_ONCE_TO_FAILING = 1;
/** How many deliveries that are due one claim looks at. */
const WINDOW = 500;
const PUT_OFF_MS = 1_000;

/**
 * `letNextCome` has the next message of a job follow one that was tried. `finish` ends a delivery, and forgets the oldest of
 * those that are over and too many.
 */
const SHARED = `
${DELIVERY_LUA}
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
  redis.call('ZREM', '${keys.webhookDue}', webhook .. '.' .. message)
  redis.call('HSET', delivery, 'state', state, 'note', note)
  redis.call('HDEL', delivery, 'nextAt')
  redis.call('ZADD', ended, nowMs(), message)
  while redis.call('ZCARD', ended) > ${DELIVERIES_KEPT} do
    local oldest = redis.call('ZPOPMIN', ended)[1]
    redis.call('ZREM', webhookKey(webhook) .. ':deliveries', oldest)
    redis.call('DEL', deliveryKey(webhook, oldest))
  end
end
`;

/**
 * ARGV  1 ids of the workspace's webhooks (a key)   2 its id   3 how many there may be   4… fields and values
 * Returns 1, or 0 with nothing written if there are as many.
 */
const CREATE = `
${SHARED}
if redis.call('ZCARD', ARGV[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', webhookKey(ARGV[2]), unpack(ARGV, 4))
redis.call('ZADD', ARGV[1], 0, ARGV[2])
return 1
`;

/**
 * ARGV  1 its id   2 fields to set, as a JSON object of strings   3… fields to remove
 * Returns 1, or 0 if there is no such webhook.
 */
const UPDATE = `
${SHARED}
local webhook = webhookKey(ARGV[1])
if redis.call('EXISTS', webhook) == 0 then return 0 end
for name, value in pairs(cjson.decode(ARGV[2])) do redis.call('HSET', webhook, name, value) end
for i = 3, #ARGV do redis.call('HDEL', webhook, ARGV[i]) end
return 1
`;

/**
 * Gives a webhook a new secret. The one before signs too for a while; a still older one ends at once.
 *
 * ARGV  1 its id   2 the secret   3 for how many ms the one before signs too
 * Returns 1, or 0 if there is no such webhook.
 */
const ROTATE = `
${SHARED}
local webhook, overlap = webhookKey(ARGV[1]), tonumber(ARGV[3])
local before = redis.call('HGET', webhook, 'secret')
if not before then return 0 end
redis.call('HSET', webhook, 'secret', ARGV[2])
if overlap > 0 then redis.call('HSET', webhook, 'oldSecret', before, 'oldSecretUntil', nowMs() + overlap)
else redis.call('HDEL', webhook, 'oldSecret', 'oldSecretUntil') end
return 1
`;

/**
 * Removes a webhook with all that is owed to it.
 *
 * ARGV  1 ids of the workspace's webhooks (a key)   2 its id
 * Returns 1, or 0 if there is no such webhook.
 */
const DELETE = `
${SHARED}
local webhook = webhookKey(ARGV[2])
for _, message in ipairs(redis.call('ZRANGE', webhook .. ':deliveries', 0, -1)) do
  redis.call('ZREM', '${keys.webhookDue}', ARGV[2] .. '.' .. message)
  redis.call('DEL', deliveryKey(ARGV[2], message))
end
redis.call('ZREM', ARGV[1], ARGV[2])
redis.call('DEL', webhook .. ':deliveries', webhook .. ':ended', webhook .. ':tails')
return redis.call('DEL', webhook)
`;

/**
 * Owes a webhook a message that tells of no job.
 *
 * ARGV  1 the webhook   2 the message   3 its type   4 its body   5 when it was made
 * Returns 1, or 0 if there is no such webhook.
 */
const OWE = `
${SHARED}
if redis.call('EXISTS', webhookKey(ARGV[1])) == 0 then return 0 end
owe(ARGV[1], ARGV[2], ARGV[3], ARGV[4], '', ARGV[5])
return 1
`;

/**
 * Owes a delivery once more from the start, or has one that waits tried now. One that is on its way is left alone.
 *
 * ARGV  1 the webhook   2 the message
 * Returns 'ok', 'missing' or 'disabled'.
 */
const REPLAY = `
${SHARED}
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
`;

/**
 * Takes deliveries that are due, each for a while: what is not settled by then is due again. What is due to a disabled
 * webhook is given up.
 *
 * One claim looks at a window of what is due. Where that is full, what is passed over for webhooks that have enough on their
 * way is put off for a moment, and the next claim, at once, sees what is behind it.
 *
 * ARGV  1 how many   2 for how many ms   3 how many the caller has on their way to each webhook, as a JSON object
 * Returns { ms until the next is due or -1, { webhook, message, type, body, claim, tries, url, secret, old secret or '' }… }.
 * `claim` is for `SETTLE`; a later claim makes it void.
 */
const CLAIM = `
${SHARED}
local now, onTheirWay = nowMs(), cjson.decode(ARGV[3])
local claimed, passed = {}, {}
local due = redis.call('ZRANGEBYSCORE', '${keys.webhookDue}', '-inf', now, 'LIMIT', 0, ${WINDOW})
for _, member in ipairs(due) do
  if #claimed == tonumber(ARGV[1]) then break end
  local webhook, message = string.match(member, '^([^.]+)%.(.+)$')
  local delivery = deliveryKey(webhook, message)
  local found = redis.call('HMGET', delivery, 'type', 'body', 'tries', 'attempts')
  local target = redis.call('HMGET', webhookKey(webhook), 'enabled', 'url', 'secret', 'oldSecret', 'oldSecretUntil', 'failingSince')
  if not found[1] or not target[1] then
    redis.call('ZREM', '${keys.webhookDue}', member)
  elseif target[1] ~= '1' and found[1] ~= 'ping' then
    if found[4] == '0' then letNextCome(webhook, message) end
    finish(webhook, message, 'failed', 'the webhook is disabled')
  elseif (onTheirWay[webhook] or 0) >= (target[6] and ${AT_ONCE_TO_FAILING} or ${AT_ONCE_TO_ONE}) then
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
    redis.call('ZADD', '${keys.webhookDue}', now + tonumber(ARGV[2]), member)
    claimed[#claimed + 1] = {webhook, message, found[1], found[2], tostring(claim), found[3], target[2], target[3], old}
  end
end
if #due == ${WINDOW} then
  for _, member in ipairs(passed) do redis.call('ZADD', '${keys.webhookDue}', now + ${PUT_OFF_MS}, member) end
  return {0, claimed}
end
local after = redis.call('ZRANGEBYSCORE', '${keys.webhookDue}', '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
return {after and math.ceil(tonumber(after) - now) or -1, claimed}
`;

/**
 * Writes down how an attempt went, and what follows from it. A webhook to which nothing was delivered from the first to the
 * last attempt of a message is disabled, and so is one whose receiver is gone.
 *
 * ARGV  1 the webhook   2 the message   3 its claim   4 the attempt, as JSON without its number
 *       5 outcome: delivered, again, given_up, gone   6 ms until it is tried again   7 why it is given up, or ''
 * Returns '', or why the webhook was disabled by it, or 'void'.
 */
const SETTLE = `
${SHARED}
local webhook, message, outcome = ARGV[1], ARGV[2], ARGV[5]
local delivery, target, now = deliveryKey(webhook, message), webhookKey(webhook), nowMs()
local found = redis.call('HMGET', delivery, 'claims', 'type')
if found[1] ~= ARGV[3] then return 'void' end
local isPing = found[2] == 'ping'
local number = redis.call('HINCRBY', delivery, 'attempts', 1)
redis.call('HINCRBY', delivery, 'tries', 1)
redis.call('HSET', delivery, 'attempt:' .. number, '{"number":' .. number .. ',' .. string.sub(ARGV[4], 2))
redis.call('HDEL', delivery, 'leasedUntil', 'attempt:' .. (number - ${ATTEMPTS_KEPT}))
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
`;

/**
 * Gives a delivery back that was claimed and not settled: it is due at once.
 *
 * ARGV  1 the webhook   2 the message   3 its claim
 */
const HAND_BACK = `
${SHARED}
local delivery = deliveryKey(ARGV[1], ARGV[2])
if redis.call('HGET', delivery, 'claims') ~= ARGV[3] then return 0 end
redis.call('HDEL', delivery, 'leasedUntil')
makeDue(ARGV[1], ARGV[2], 0)
return 1
`;

export type ClaimReply = [untilNext: number, claimed: string[][]];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierCreateWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierUpdateWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierRotateSecret(...args: string[]): Result<0 | 1, Context>;
    atelierDeleteWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierOweWebhook(...args: string[]): Result<0 | 1, Context>;
    atelierReplay(...args: string[]): Result<'ok' | 'missing' | 'disabled', Context>;
    atelierClaimDeliveries(...args: string[]): Result<ClaimReply, Context>;
    atelierSettleDelivery(...args: string[]): Result<'' | 'gone' | 'failing' | 'void', Context>;
    atelierHandBack(...args: string[]): Result<0 | 1, Context>;
  }
}

const scripts = {
  atelierCreateWebhook: CREATE,
  atelierUpdateWebhook: UPDATE,
  atelierRotateSecret: ROTATE,
  atelierDeleteWebhook: DELETE,
  atelierOweWebhook: OWE,
  atelierReplay: REPLAY,
  atelierClaimDeliveries: CLAIM,
  atelierSettleDelivery: SETTLE,
  atelierHandBack: HAND_BACK,
};

/** Teaches a connection the commands above. */
export function defineWebhookCommands(redis: Redis): void {
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { numberOfKeys: 0, lua });
}
