-- Removes a runner; what it owns is left to be found as orphans.
local function removeRunner(runner)
  call('HDEL', stem .. 'runner', runner)
  call('ZREM', stem .. 'lease', runner)
  if call('EXISTS', stem .. 'owned:' .. runner) == 1 then call('SADD', stem .. 'gone', runner) end
end
