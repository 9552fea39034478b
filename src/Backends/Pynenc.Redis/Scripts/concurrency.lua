-- uses: base
-- How many wait for a slot of a key, and who holds one.
return { call('ZCARD', stem .. 'line:' .. ARGV[1]), concat(call('SMEMBERS', stem .. 'slots:' .. ARGV[1])) }
