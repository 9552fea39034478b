-- Large values: used says when each was last used, unused holds those that nobody refers to. Each writer has chunks of its own; the value
-- exists once content says whose chunks it is.
local function used(content, now)
  call('HSET', stem .. 'used', content, now)
  if call('HEXISTS', stem .. 'refs', content) == 0 then call('ZADD', stem .. 'unused', now, content) end
end

local function dropChunks(content, writer)
  local count = tonumber(call('HGET', stem .. 'writers:' .. content, writer) or 0)
  for index = 0, count - 1 do call('UNLINK', stem .. 'chunk:' .. content .. writer .. pack('<I4', index)) end
  call('HDEL', stem .. 'writers:' .. content, writer)
end

local function dropContent(content)
  for _, writer in ipairs(call('HKEYS', stem .. 'writers:' .. content)) do dropChunks(content, writer) end
  call('DEL', stem .. 'content:' .. content)
  call('HDEL', stem .. 'used', content)
  call('ZREM', stem .. 'unused', content)
end
