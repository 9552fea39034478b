-- uses: base index
-- After the invocations: runners and, when nobody has published meanwhile, the counters, the columns and, co-located, the queues.
for _, runner in ipairs(call('HKEYS', stem .. 'runner')) do call('UNLINK', stem .. 'owned:' .. runner) end
for _, runner in ipairs(call('SMEMBERS', stem .. 'gone')) do call('UNLINK', stem .. 'owned:' .. runner) end
call('UNLINK', stem .. 'runner', stem .. 'lease', stem .. 'gone')
local counts = call('HVALS', stem .. 'count')
for i = 1, #counts do
  if counts[i] ~= '0' then return end
end
local block = floor(tonumber(call('GET', stem .. 'seq') or 0) / BLOCK)
call('UNLINK', stem .. 'count', stem .. 'zone', stem .. 'loose', stem .. 'marked', stem .. 'due',
  stem .. 'status:' .. block, stem .. 'ids:' .. block, stem .. 'task:' .. block)
if ARGV[1] == '1' then
  for _, queue in ipairs(call('SMEMBERS', stem .. 'queues')) do call('UNLINK', stem .. 'queue:' .. queue) end
  call('UNLINK', stem .. 'queue:default', stem .. 'hidden', stem .. 'queues', stem .. 'receipt')
end
