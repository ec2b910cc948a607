-- What every command is given: KEYS, and the model's name as ARGV[1].
--
-- KEYS  1 its versions, newest first   2 all models   3 numbers of the models' last changes   4 models not yet copied
--       5 who holds which checkpoint
--
-- `allowed` judges a condition: '' for none, '*' for any version there is, 'none' for no model, or numbers of versions
-- as a JSON array.
--
-- Constants, of the commands: VERSIONS_HELD, VERSIONS_REMEMBERED

local name = ARGV[1]
local newest = redis.call('LINDEX', KEYS[1], 0)
local current = newest and cjson.decode(newest)
local function allowed(condition)
  if condition == '' then return true end
  if condition == 'none' then return not current end
  if condition == '*' then return current and true end
  for _, version in ipairs(cjson.decode(condition)) do
    if current and version == current.version then return true end
  end
  return false
end
local function hold(version) return version.checkpoint .. ' ' .. name .. ' ' .. version.version end
