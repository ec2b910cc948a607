-- What every command has, and is given.
--
-- KEYS  1 what the names of all keys of the workspace's library begin with
--
-- A design is `<ulid of its request>_<index in four digits>`. Its request's hash has `request`
-- (JSON), `in` (names of the indexes that all its designs are in, as JSON), `left` (how many of its designs are in the
-- gallery), `part:<number>` (where the pixels of so many designs that follow each other are: `<pack> <offset in it>`), and
-- of designs `starred:<index>` and `tags:<index>` (JSON).
--
-- Constants: PART_DESIGNS, DESIGN_REQUEST, DESIGNS, DESIGNS_IN, PASSING_DESIGNS, DESIGN_PACKS, UNUSED_DESIGN_PACKS

local function requestKey(ulid) return KEYS[1] .. DESIGN_REQUEST .. ulid end
local function indexKey(name) return KEYS[1] .. DESIGNS_IN .. name end
local function id(ulid, index) return ulid .. '_' .. string.format('%04d', index) end

local function partField(index) return 'part:' .. math.floor(index / PART_DESIGNS) end

local function release(pack, now)
  if redis.call('HINCRBY', KEYS[1] .. DESIGN_PACKS, pack, -1) <= 0 then
    redis.call('HDEL', KEYS[1] .. DESIGN_PACKS, pack)
    redis.call('ZADD', KEYS[1] .. UNUSED_DESIGN_PACKS, now, pack)
  end
end

local function remove(design, now)
  if redis.call('ZREM', KEYS[1] .. DESIGNS, design) == 0 then return 0 end
  local index = tonumber(string.sub(design, 28))
  local key = requestKey(string.sub(design, 1, 26))
  local kept = redis.call('HMGET', key, 'in', partField(index), 'starred:' .. index, 'tags:' .. index)
  redis.call('ZREM', KEYS[1] .. PASSING_DESIGNS, design)
  for _, name in ipairs(cjson.decode(kept[1])) do redis.call('ZREM', indexKey(name), design) end
  if kept[3] then redis.call('ZREM', indexKey('starred'), design) end
  for _, tag in ipairs(cjson.decode(kept[4] or '[]')) do redis.call('ZREM', indexKey('tag:' .. tag), design) end
  if kept[2] then release(string.match(kept[2], '%S+'), now) end
  if redis.call('HINCRBY', key, 'left', -1) == 0 then
    redis.call('DEL', key)
  else
    redis.call('HDEL', key, 'starred:' .. index, 'tags:' .. index)
  end
  return 1
end
