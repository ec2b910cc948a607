-- Marks a dataset as deleted, unless a job that has not ended uses it.
--
-- KEYS  1 the marks   2… sorted sets of the workspace's jobs in each state from which a job goes on
-- ARGV  1 the dataset's id   2 its createdAt   3 for how many seconds   4 what the names of jobs' hashes
--       begin with   5… states in which a job has ended, whatever list it is in
-- Returns {}, or with nothing written {job, state}.

for i = 2, #KEYS do
  for _, id in ipairs(redis.call('ZRANGE', KEYS[i], 0, -1)) do
    local job = redis.call('HMGET', ARGV[4] .. id, 'definition', 'state')
    local definition, state = job[1], job[2]
    local isActive = definition and string.find(definition, ARGV[1], 1, true)
    for j = 5, #ARGV do isActive = isActive and ARGV[j] ~= state end
    if isActive and cjson.decode(definition).dataset == ARGV[1] then return {id, state} end
  end
end
redis.call('SADD', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {}
