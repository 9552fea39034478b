-- uses: base runners
-- Removes the runners whose lease has ended. Returns of each the id and what it said of itself.
local now = clock(ARGV[1])
local removed = {}
for _, runner in ipairs(call('ZRANGEBYSCORE', stem .. 'lease', '-inf', now, 'LIMIT', 0, 500)) do
  removed[#removed + 1] = runner
  removed[#removed + 1] = call('HGET', stem .. 'runner', runner) or ''
  removeRunner(runner)
end
return removed
