-- What every command is given: KEYS, and the job's id as ARGV[1].
--
-- KEYS  1 the job's hash   2 its events   3 its checkpoints   4 its samples   5 all jobs   6 waiting   7 how often jobs were queued
--       8 outbox   9 jobs paused for storage   10 jobs deleted   11 who holds which checkpoint
--       12 jobs that have not ended   13 jobs by state   14 base of the marks of deleted datasets
--
-- 5, 12 and 13 are kept by workspace: `ofWorkspace` makes the name from the record's workspace, which is known here only.
--
-- `enqueue` gives a queued job its place behind those of its priority, and BullMQ an entry to be put in its queue. Each
-- has the next number, so that earlier ones are known when a worker takes them.
-- `place` lists a job among those of its state and of no other, wherever another version may have left it.
-- `evaluated` is what the record says of a checkpoint as the best one, or nil if it wasn't evaluated: all that was measured.
-- Values have few digits, so that they are the same after they went through Lua.
-- `better` is that of two with the better score, of equals the earlier. `unscored` says where what was measured before there
-- was a score has one: the names that lead to a number, and which way it is better.
-- `hold` is the model and version that holds a checkpoint, or nil.
-- `isDeleted` says whether a dataset, as it was read from the store, was deleted since.
--
-- Constants: TERMINAL_STATES, JOB_STATES, PRIORITY_STRIDE. It needs redis/workspace.lua.

local ended = {}
for _, state in ipairs(TERMINAL_STATES) do ended[state] = true end
local function isFull(workspace, limit)
  return limit and redis.call('SCARD', ofWorkspace(KEYS[12], workspace)) >= tonumber(limit)
end

local function enqueue(id)
  local turn = redis.call('HINCRBY', KEYS[1], 'turn', 1)
  local priority = tonumber(redis.call('HGET', KEYS[1], 'priority'))
  redis.call('ZADD', KEYS[6], redis.call('INCR', KEYS[7]) - priority * PRIORITY_STRIDE, id)
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
  for _, each in ipairs(JOB_STATES) do
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
  local found = redis.call('ZRANGEBYLEX', KEYS[11], '[' .. checkpoint, '(' .. checkpoint .. '\255', 'LIMIT', 0, 1)[1]
  return found and string.sub(found, #checkpoint + 1)
end
