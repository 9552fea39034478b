-- Which contents an invocation refers to: 32 bytes each, counted by content, and listed by invocation.
local function refer(id, contents)
  call('APPEND', stem .. 'contents:' .. id, contents)
  for at = 1, #contents, 32 do
    local content = sub(contents, at, at + 31)
    call('HINCRBY', stem .. 'refs', content, 1)
    call('ZREM', stem .. 'unused', content)
  end
end

-- Gives up all references of an invocation; what nobody refers to any more is unused from its last use on.
local function unrefer(id)
  local key = stem .. 'contents:' .. id
  local contents = call('GET', key)
  if not contents then return end
  for at = 1, #contents, 32 do
    local content = sub(contents, at, at + 31)
    if call('HINCRBY', stem .. 'refs', content, -1) <= 0 then
      call('HDEL', stem .. 'refs', content)
      local used = call('HGET', stem .. 'used', content)
      if used then call('ZADD', stem .. 'unused', used, content) end
    end
  end
  call('DEL', key)
end
