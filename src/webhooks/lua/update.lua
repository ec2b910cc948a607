-- ARGV  1 its id   2 fields to set, as a JSON object of strings   3… fields to remove
-- Returns 1, or 0 if there is no such webhook.

local webhook = webhookKey(ARGV[1])
if redis.call('EXISTS', webhook) == 0 then return 0 end
for name, value in pairs(cjson.decode(ARGV[2])) do redis.call('HSET', webhook, name, value) end
for i = 3, #ARGV do redis.call('HDEL', webhook, ARGV[i]) end
return 1
