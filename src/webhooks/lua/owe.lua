-- Owes a webhook a message that tells of no job.
--
-- ARGV  1 the webhook   2 the message   3 its type   4 its body   5 when it was made
-- Returns 1, or 0 if there is no such webhook.

if redis.call('EXISTS', webhookKey(ARGV[1])) == 0 then return 0 end
owe(ARGV[1], ARGV[2], ARGV[3], ARGV[4], '', ARGV[5])
return 1
