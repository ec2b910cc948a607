-- Deletes a model; its checkpoints are held by it no longer.
--
-- ARGV  1 its name   2 condition
-- Returns {'ok', ''}, or with nothing written {'missing', ''} or {'refused', number of the current version or ''}.

if not allowed(ARGV[2]) then return {'refused', current and tostring(current.version) or ''} end
if not current then return {'missing', ''} end
for _, version in ipairs(redis.call('LRANGE', KEYS[1], 0, VERSIONS_HELD - 1)) do
  redis.call('ZREM', KEYS[5], hold(cjson.decode(version)))
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], name)
redis.call('HINCRBY', KEYS[3], name, 1)
redis.call('SADD', KEYS[4], name)
return {'ok', ''}
