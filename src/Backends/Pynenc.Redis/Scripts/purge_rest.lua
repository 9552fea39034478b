-- uses: base invocation index
-- After the invocations: runners and, when nobody has published meanwhile, the counters, the columns and, co-located, the queues.
for _, runner in ipairs(call('HKEYS', stem .. 'runner')) do call('UNLINK', stem .. 'owned:' .. runner) end
for _, runner in ipairs(call('SMEMBERS', stem .. 'gone')) do call('UNLINK', stem .. 'owned:' .. runner) end
call('UNLINK', stem .. 'runner', stem .. 'lease', stem .. 'gone')
local counts = call('HVALS', stem .. 'count')
for i = 1, #counts do
  if counts[i] ~= '0' then return end
end
local block = floor(tonumber(call('GET', stem .. 'seq') or 0) / BLOCK)
call('UNLINK', stem .. 'count', stem .. 'zone', stem .. 'loose', stem .. 'marked', stem .. 'due', stem .. 'reserved', stem .. 'kept',
  stem .. 'status:' .. block, stem .. 'ids:' .. block, stem .. 'task:' .. block)
for status in pairs(FINAL) do call('UNLINK', stem .. 'ended:' .. status) end
for _, key in ipairs(call('ZRANGE', stem .. 'rates', 0, -1)) do call('UNLINK', stem .. 'rate:' .. key) end
call('UNLINK', stem .. 'rates')
if ARGV[1] ~= '1' then return end
local queues = call('SMEMBERS', stem .. 'queues')
queues[#queues + 1] = 'default'
for _, queue in ipairs(queues) do
  call('UNLINK', stem .. 'queue:' .. queue, stem .. 'lanes:' .. (queue == 'default' and '' or queue))
end
call('UNLINK', stem .. 'hidden', stem .. 'queues', stem .. 'receipt', stem .. 'entries', stem .. 'turns')
