-- Gives a delivery back that was claimed and not settled: it is due at once.
--
-- ARGV  1 the webhook   2 the message   3 its claim

local delivery = deliveryKey(ARGV[1], ARGV[2])
if redis.call('HGET', delivery, 'claims') ~= ARGV[3] then return 0 end
redis.call('HDEL', delivery, 'leasedUntil')
makeDue(ARGV[1], ARGV[2], 0)
return 1
