/**
 * The steps on a job that must be atomic, as Lua run by Redis. A step that carries an attempt is fenced: if the job has
 * moved on to a later attempt, nothing is written.
 */
import type { Redis, Result } from 'ioredis';
import { DEFAULT_WORKSPACE } from '../../contracts/access.js';
import type { SeenDataset } from '../../contracts/dataset.js';
import { jobStates, terminalStates } from '../../contracts/job-state.js';
import type { UNSCORED } from '../../contracts/quality.js';
import { DELETED_DATASETS, keys } from '../../redis/keys.js';
import { WEBHOOK_LUA } from './webhook-outbox.js';

/** Jobs keep their order within a priority up to this many times queued; a score is a double, exact up to 2^53. */
export const PRIORITY_STRIDE = 2 ** 42;

/**
 * What every command is given: KEYS, and the job's id as ARGV[1].
 *
 * KEYS  1 the job's hash   2 its events   3 its checkpoints   4 its samples   5 all jobs   6 waiting   7 how often jobs were queued
 *       8 outbox   9 jobs paused for storage   10 jobs deleted   11 who holds which checkpoint
 *       12 jobs that have not ended   13 jobs by state   14 base of the marks of deleted datasets
 *
 * 5, 12 and 13 are kept by workspace: `ofWorkspace` makes the name from the record's workspace, which is known here only.
 *
 * `enqueue` gives a queued job its place behind those of its priority, and BullMQ an entry to be put in its queue. Each
 * has the next number, so that earlier ones are known when a worker takes them.
 * `place` lists a job among those of its state and of no other, wherever another version may have left it.
 * `evaluated` is what the record says of a checkpoint as the best one, or nil if it wasn't evaluated: all that was measured.
 * Values have few digits, so that they are the same after they went through Lua.
 * `better` is that of two with the better score, of equals the earlier. `unscored` says where what was measured before there
 * was a score has one: the names that lead to a number, and which way it is better.
 * `hold` is the model and version that holds a checkpoint, or nil.
 * `isDeleted` says whether a dataset, as it was read from the store, was deleted since.
 */
const SHARED = `
local ended = {${terminalStates.map((state) => `['${state}'] = true`).join(', ')}}
local function ofWorkspace(name, workspace)
  return workspace == '${DEFAULT_WORKSPACE}' and name or name .. ':' .. workspace
end
${WEBHOOK_LUA}
local function isFull(workspace, limit)
  return limit and redis.call('SCARD', ofWorkspace(KEYS[12], workspace)) >= tonumber(limit)
end
local function enqueue(id)
  local turn = redis.call('HINCRBY', KEYS[1], 'turn', 1)
  local priority = tonumber(redis.call('HGET', KEYS[1], 'priority'))
  redis.call('ZADD', KEYS[6], redis.call('INCR', KEYS[7]) - priority * ${PRIORITY_STRIDE}, id)
  redis.call('SADD', KEYS[8], id .. '.' .. turn)
end
local function hset(key, fields)
  local args = {}
  for name, value in pairs(fields) do args[#args + 1] = name; args[#args + 1] = value end
  if #args > 0 then redis.call('HSET', key, unpack(args)) end
end
local function isDeleted(dataset, workspace)
  return redis.call('SISMEMBER', ofWorkspace(KEYS[14], workspace) .. ':' .. dataset.id, dataset.createdAt) == 1
end
local function inState(state, workspace)
  return ofWorkspace(KEYS[13] .. ':' .. state, workspace)
end
local function place(id, state, workspace)
  for _, each in ipairs({${jobStates.map((state) => `'${state}'`).join(', ')}}) do
    if each ~= state then redis.call('ZREM', inState(each, workspace), id) end
  end
  if state then redis.call('ZADD', inState(state, workspace), 0, id) end
end
local function evaluated(manifest)
  local made = cjson.decode(manifest)
  if type(made.quality) ~= 'table' then return nil end
  local best = made.quality
  best.images = nil
  best.checkpoint, best.epoch, best.step = made.id, made.epoch, made.step
  return best
end
local function scoreOf(measured, unscored)
  if measured.score then return measured.score.value, measured.score.better end
  local value = measured
  for _, name in ipairs(unscored.path) do value = value[name] end
  return value, unscored.better
end
local function better(one, other, unscored)
  if not one or not other then return one or other end
  local score, direction = scoreOf(one, unscored)
  local others = scoreOf(other, unscored)
  if score ~= others then return (score < others) == (direction == 'lower') and one or other end
  return one.step < other.step and one or other
end
local function hold(id, step)
  local checkpoint = id .. '.' .. step .. ' '
  local found = redis.call('ZRANGEBYLEX', KEYS[11], '[' .. checkpoint, '(' .. checkpoint .. '\\255', 'LIMIT', 0, 1)[1]
  return found and string.sub(found, #checkpoint + 1)
end
`;

/**
 * Creates a job, or brings back one that Redis has lost.
 *
 * ARGV  1 its id   2 its record, as a JSON object   3 its next event, numbered as the record's seq   4 manifests of its
 *       checkpoints by step, as a JSON object   5 steps of its sample grids, as a JSON array
 *       6 key of the request's idempotency, or ''   7 what must be there   8 what is put there   9 for how many seconds
 *       10 how many jobs that have not ended the workspace may have, or ''   11 id of the message to webhooks
 *       12 id and createdAt of the dataset that it learns from, as a JSON object, or ''
 * Returns 'ok', or with nothing written 'exists', 'full', 'deleted' if its dataset was, or 'taken' if the request's
 * idempotency was taken over by another.
 */
const CREATE = `
${SHARED}
if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
local id, record = ARGV[1], cjson.decode(ARGV[2])
local workspace = record.workspace or '${DEFAULT_WORKSPACE}'
if isFull(workspace, ARGV[10] ~= '' and ARGV[10]) then return 'full' end
if ARGV[12] ~= '' and isDeleted(cjson.decode(ARGV[12]), workspace) then return 'deleted' end
if ARGV[6] ~= '' then
  if redis.call('GET', ARGV[6]) ~= ARGV[7] then return 'taken' end
  redis.call('SET', ARGV[6], ARGV[8], 'EX', ARGV[9])
end
hset(KEYS[1], record)
hset(KEYS[3], cjson.decode(ARGV[4]))
for _, step in ipairs(cjson.decode(ARGV[5])) do redis.call('ZADD', KEYS[4], step, tostring(step)) end
redis.call('ZADD', ofWorkspace(KEYS[5], workspace), 0, id)
redis.call('ZADD', inState(record.state, workspace), 0, id)
if not ended[record.state] then redis.call('SADD', ofWorkspace(KEYS[12], workspace), id) end
redis.call('XADD', KEYS[2], record.seq .. '-0', 'event', ARGV[3])
local event = cjson.decode(ARGV[3])
oweState(workspace, ARGV[11], id, KEYS[1], record.seq, event.at, cjson.encode(event.data))
if record.state == 'queued' then enqueue(id) end
if record.pauseReason == 'storage' then redis.call('SADD', KEYS[9], id) end
return 'ok'
`;

/**
 * Changes a job's record, registers what an attempt made, and appends an event, if the job allows it.
 *
 * ARGV  1 its id   2 the live channel   3 the change: a \`CommitCommand\` as JSON
 * Returns {'ok', seq, state}, or with nothing written {'missing'}, {'stale', attempt}, {'full', state}, {'deleted', state}
 * if the job's dataset was, or {'conflict', state}. A change that its attempt wrote already is 'ok' and not repeated.
 */
const COMMIT = `
${SHARED}
local id, change = ARGV[1], cjson.decode(ARGV[3])
local job = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'seq', 'writes', 'workspace')
local state, attempt, seq = job[1], job[2], tonumber(job[3])
local workspace = job[5] or '${DEFAULT_WORKSPACE}'
if not state or (change.workspace or workspace) ~= workspace then return {'missing', ''} end
if change.attempt then
  if change.attempt ~= tonumber(attempt) then return {'stale', attempt} end
  if change.write <= tonumber(job[4] or '0') then return {'ok', seq, state} end
end
local allowed = false
for _, each in ipairs(change.from) do allowed = allowed or each == state end
if not allowed then return {'conflict', state} end
for name, value in pairs(change.expect) do
  if (redis.call('HGET', KEYS[1], name) or '') ~= value then return {'conflict', state} end
end

local after = change.patch.state or state
if ended[state] and not ended[after] and isFull(workspace, change.maxActive) then return {'full', state} end

if change.dataset and isDeleted(change.dataset, workspace) then return {'deleted', state} end

hset(KEYS[1], change.patch)
if change.attempt then redis.call('HSET', KEYS[1], 'writes', change.write) end

redis.call(ended[after] and 'SREM' or 'SADD', ofWorkspace(KEYS[12], workspace), id)
if after ~= state or change.requeue then
  redis.call('ZREM', KEYS[6], id)
  if after ~= state then place(id, after, workspace) end
  if after == 'queued' then enqueue(id) end
end
if change.patch.pauseReason then
  redis.call(change.patch.pauseReason == 'storage' and 'SADD' or 'SREM', KEYS[9], id)
end

if change.sample then redis.call('ZADD', KEYS[4], change.sample, tostring(change.sample)) end
if change.checkpoint then
  local step, unscored = change.checkpoint.step, change.checkpoint.unscored
  redis.call('HSET', KEYS[3], tostring(step), change.checkpoint.manifest)
  local kept = redis.call('HGET', KEYS[1], 'best')
  local before = kept and kept ~= '' and cjson.decode(kept)
  local best
  if before and before.step == step then
    -- The step was trained again: its score may be another now.
    for _, manifest in ipairs(redis.call('HVALS', KEYS[3])) do best = better(best, evaluated(manifest), unscored) end
  else
    best = better(before or nil, evaluated(change.checkpoint.manifest), unscored)
  end
  if best then redis.call('HSET', KEYS[1], 'best', cjson.encode(best))
  elseif before then redis.call('HDEL', KEYS[1], 'best') end
  local bestStep = best and tostring(best.step)
  local steps = redis.call('HKEYS', KEYS[3])
  table.sort(steps, function(a, b) return tonumber(a) > tonumber(b) end)
  for i = change.checkpoint.keep + 1, #steps do
    if steps[i] ~= bestStep and not hold(id, steps[i]) then redis.call('HDEL', KEYS[3], steps[i]) end
  end
end

if change.event then
  seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
  local event = '{"seq":' .. seq .. ',"type":"' .. change.event.type .. '","at":"' .. change.event.at
    .. '","data":' .. change.event.data .. '}'
  redis.call('XADD', KEYS[2], seq .. '-0', 'event', event)
  redis.call('PUBLISH', ARGV[2], event)
  if change.event.message then
    oweState(workspace, change.event.message, id, KEYS[1], seq, change.event.at, change.event.data)
  end
end
return {'ok', seq, after}
`;

/**
 * Deletes a job that is in one of the states given and has no checkpoint that a model holds; its files are left to be
 * removed.
 *
 * ARGV  1 its id   2 its workspace, or '' for any   3… states
 * Returns {'ok', state}, {'missing', ''}, {'conflict', state} or {'held', '<step> <model> <version>'}.
 */
const DELETE = `
${SHARED}
local job = redis.call('HMGET', KEYS[1], 'state', 'workspace')
local state, workspace = job[1], job[2] or '${DEFAULT_WORKSPACE}'
if not state or (ARGV[2] ~= '' and ARGV[2] ~= workspace) then return {'missing', ''} end
for i = 3, #ARGV do
  if ARGV[i] == state then
    for _, step in ipairs(redis.call('HKEYS', KEYS[3])) do
      local holder = hold(ARGV[1], step)
      if holder then return {'held', step .. ' ' .. holder} end
    end
    redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
    redis.call('ZREM', ofWorkspace(KEYS[5], workspace), ARGV[1])
    redis.call('ZREM', inState(state, workspace), ARGV[1])
    redis.call('SADD', KEYS[10], workspace == '${DEFAULT_WORKSPACE}' and ARGV[1] or workspace .. '/' .. ARGV[1])
    return {'ok', state}
  end
end
return {'conflict', state}
`;

/**
 * Lists a job among those of its state; one that is no more, among none.
 *
 * ARGV  1 its id   2 the workspace of one that is no more
 */
const PLACE = `
${SHARED}
local job = redis.call('HMGET', KEYS[1], 'state', 'workspace')
place(ARGV[1], job[1], job[1] and (job[2] or '${DEFAULT_WORKSPACE}') or ARGV[2])
`;

/** A change as `COMMIT` reads it: no field is null, since Lua would take that for a value. */
export interface CommitCommand {
  /** The workspace that the job must be of; left out by those who act in all. */
  readonly workspace?: string;
  /** How many jobs that have not ended the workspace may have. */
  readonly maxActive?: number;
  readonly from: readonly string[];
  /** Values that fields must have; '' for a field that is not there. */
  readonly expect: Readonly<Record<string, string>>;
  /** The attempt that writes, and the number of the write within it, from 1. */
  readonly attempt?: number;
  readonly write?: number;
  readonly patch: Readonly<Record<string, string>>;
  /** The dataset that it learns from now, as it was read from the store. */
  readonly dataset?: SeenDataset;
  /** Gives a queued job a new place. */
  readonly requeue?: true;
  /** `data` is JSON already; `message` is the id under which webhooks are told, of states. */
  readonly event?: { readonly type: string; readonly at: string; readonly data: string; readonly message?: string };
  readonly sample?: number;
  /** `manifest` is JSON already; `unscored` is where one of before there was a score has its own. */
  readonly checkpoint?: {
    readonly step: number;
    readonly manifest: string;
    readonly keep: number;
    readonly unscored: typeof UNSCORED;
  };
}

export type CommitReply =
  | ['ok', number, string]
  | ['missing', string]
  | ['stale' | 'full' | 'deleted' | 'conflict', string];
export type DeleteReply = ['ok' | 'missing' | 'conflict' | 'held', string];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierCreate(...args: string[]): Result<'ok' | 'exists' | 'taken' | 'full' | 'deleted', Context>;
    atelierCommit(...args: string[]): Result<CommitReply, Context>;
    atelierDelete(...args: string[]): Result<DeleteReply, Context>;
    atelierIndexState(...args: string[]): Result<null, Context>;
  }
}

const NUMBER_OF_KEYS = 14;

/** The KEYS of every command on a job. */
export function commandKeys(id: string): string[] {
  return [
    keys.job(id),
    keys.events(id),
    keys.checkpoints(id),
    keys.samples(id),
    keys.jobs,
    keys.waiting,
    keys.queueOrder,
    keys.outbox,
    keys.storagePaused,
    keys.deleted,
    keys.holds,
    keys.activeJobs,
    keys.jobsByState,
    DELETED_DATASETS,
  ];
}

/** Teaches a connection the commands above. */
export function defineCommands(redis: Redis): void {
  redis.defineCommand('atelierCreate', { numberOfKeys: NUMBER_OF_KEYS, lua: CREATE });
  redis.defineCommand('atelierCommit', { numberOfKeys: NUMBER_OF_KEYS, lua: COMMIT });
  redis.defineCommand('atelierDelete', { numberOfKeys: NUMBER_OF_KEYS, lua: DELETE });
  redis.defineCommand('atelierIndexState', { numberOfKeys: NUMBER_OF_KEYS, lua: PLACE });
}
