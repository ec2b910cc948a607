-- Deletes a job that is in one of the states given and has no checkpoint that a model holds; its files are left to be
-- removed.
--
-- ARGV  1 its id   2 its workspace, or '' for any   3… states
-- Returns {'ok', state}, {'missing', ''}, {'conflict', state} or {'held', '<step> <model> <version>'}.

local job = redis.call('HMGET', KEYS[1], 'state', 'workspace')
local state, workspace = job[1], job[2] or DEFAULT_WORKSPACE
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
    redis.call('SADD', KEYS[10], workspace == DEFAULT_WORKSPACE and ARGV[1] or workspace .. '/' .. ARGV[1])
    return {'ok', state}
  end
end
return {'conflict', state}
