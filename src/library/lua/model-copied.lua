-- Notes that a model was copied to the store as it was after a change.
--
-- ARGV  1 its name   2 number of the change
-- Returns 1, or 0 if the model has changed since.

if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('SREM', KEYS[4], ARGV[1])
return 1
