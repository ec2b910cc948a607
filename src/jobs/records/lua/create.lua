-- Creates a job, or brings back one that Redis has lost.
--
-- ARGV  1 its id   2 its record, as a JSON object   3 its next event, numbered as the record's seq   4 manifests of its
--       checkpoints by step, as a JSON object   5 steps of its sample grids, as a JSON array
--       6 key of the request's idempotency, or ''   7 what must be there   8 what is put there   9 for how many seconds
--       10 how many jobs that have not ended the workspace may have, or ''   11 id of the message to webhooks
--       12 id and createdAt of the dataset that it learns from, as a JSON object, or ''
-- Returns 'ok', or with nothing written 'exists', 'full', 'deleted' if its dataset was, or 'taken' if the request's
-- idempotency was taken over by another.

if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
local id, record = ARGV[1], cjson.decode(ARGV[2])
local workspace = record.workspace or DEFAULT_WORKSPACE
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
