-- For the steps that move jobs on: `oweState` tells all webhooks that want to know.
--
-- Constants: WEBHOOKS, OWED_WHILE_FAILING. It needs redis/workspace.lua and deliveries.lua.

local function subscribes(webhook, type)
  local found = redis.call('HMGET', webhookKey(webhook), 'enabled', 'events')
  return found[1] == '1' and string.find(',' .. (found[2] or '') .. ',', ',' .. type .. ',', 1, true)
end

local function isBehind(webhook)
  local name = webhookKey(webhook)
  return redis.call('HEXISTS', name, 'failingSince') == 1
    and redis.call('ZCARD', name .. ':deliveries') - redis.call('ZCARD', name .. ':ended') >= OWED_WHILE_FAILING
end

local function oweState(workspace, message, id, record, seq, at, data)
  local webhooks = redis.call('ZRANGE', ofWorkspace(WEBHOOKS, workspace), 0, -1)
  if #webhooks == 0 then return end
  local type, body = 'job.' .. cjson.decode(data).state, nil
  for _, webhook in ipairs(webhooks) do
    if subscribes(webhook, type) then
      if not body then
        -- This must not fail: the step that it is a part of has written already.
        local job = cjson.decode(redis.call('HGET', record, 'definition') or '{}')
        body = '{"type":"' .. type .. '","timestamp":"' .. at .. '","data":{"job":"' .. id
          .. '","workspace":"' .. workspace .. '","name":' .. cjson.encode(job.name)
          .. ',"metadata":' .. cjson.encode(job.metadata or {}) .. ',"seq":' .. seq .. ',' .. string.sub(data, 2) .. '}'
      end
      owe(webhook, message, type, body, id, at)
      if isBehind(webhook) then disable(webhook, 'backlog') end
    end
  end
end
