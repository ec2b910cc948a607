-- `ofWorkspace` is the name of what is kept by workspace, as the function of this name in keys.ts.
--
-- Constants: DEFAULT_WORKSPACE

local function ofWorkspace(name, workspace)
  return workspace == DEFAULT_WORKSPACE and name or name .. ':' .. workspace
end
