-- Changes a job's record, registers what an attempt made, and appends an event, if the job allows it.
--
-- ARGV  1 its id   2 the live channel   3 the change: a `CommitCommand` as JSON
-- Returns {'ok', seq, state}, or with nothing written {'missing'}, {'stale', attempt}, {'full', state}, {'deleted', state}
-- if the job's dataset was, or {'conflict', state}. A change that its attempt wrote already is 'ok' and not repeated.

local id, change = ARGV[1], cjson.decode(ARGV[3])
local job = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'seq', 'writes', 'workspace')
local state, attempt, seq = job[1], job[2], tonumber(job[3])
local workspace = job[5] or DEFAULT_WORKSPACE
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
