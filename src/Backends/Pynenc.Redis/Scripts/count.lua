-- uses: base
-- How many entries can be received now, in all queues.
local now = clock(ARGV[1])
local total = call('ZCARD', stem .. 'queue:default') + call('ZCOUNT', stem .. 'hidden', '-inf', now)
for _, queue in ipairs(call('SMEMBERS', stem .. 'queues')) do total = total + call('ZCARD', stem .. 'queue:' .. queue) end
return total
