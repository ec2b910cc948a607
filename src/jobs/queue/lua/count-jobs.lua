-- Counts jobs by state, those that have ended together: only jobs that have not are looked at one by one.
--
-- KEYS  1 all jobs   2 jobs that have not ended   3 names of workspaces beside the default one
-- ARGV  1 what the keys of jobs' hashes begin with
-- Returns state, count, state, count…, with `ended` among them.

local counts = { ended = 0 }
local function count(suffix)
  local going = redis.call('SMEMBERS', KEYS[2] .. suffix)
  for _, id in ipairs(going) do
    local state = redis.call('HGET', ARGV[1] .. id, 'state')
    if state then counts[state] = (counts[state] or 0) + 1 end
  end
  counts.ended = counts.ended + redis.call('ZCARD', KEYS[1] .. suffix) - #going
end
count('')
for _, workspace in ipairs(redis.call('SMEMBERS', KEYS[3])) do count(':' .. workspace) end
local told = {}
for state, number in pairs(counts) do told[#told + 1] = state; told[#told + 1] = number end
return told
