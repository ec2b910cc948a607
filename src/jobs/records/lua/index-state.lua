-- Lists a job among those of its state; one that is no more, among none.
--
-- ARGV  1 its id   2 the workspace of one that is no more

local job = redis.call('HMGET', KEYS[1], 'state', 'workspace')
place(ARGV[1], job[1], job[1] and (job[2] or DEFAULT_WORKSPACE) or ARGV[2])
