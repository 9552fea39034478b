-- uses: base
-- Removes all entries; the memory is given back in the background.
local queues = call('SMEMBERS', stem .. 'queues')
queues[#queues + 1] = 'default'
for _, queue in ipairs(queues) do
  call('UNLINK', stem .. 'queue:' .. queue, stem .. 'lanes:' .. (queue == 'default' and '' or queue))
end
call('UNLINK', stem .. 'hidden', stem .. 'queues', stem .. 'receipt', stem .. 'entries', stem .. 'turns')
