-- uses: base
-- Removes all entries; the memory is given back in the background.
for _, queue in ipairs(call('SMEMBERS', stem .. 'queues')) do call('UNLINK', stem .. 'queue:' .. queue) end
call('UNLINK', stem .. 'queue:default', stem .. 'hidden', stem .. 'queues', stem .. 'receipt')
