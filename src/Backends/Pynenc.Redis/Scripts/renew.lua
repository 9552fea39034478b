-- uses: base
-- Extends the lease of a registered runner. Returns -1 when it is not registered, otherwise all it owns: id and epoch, 20 bytes each.
local now = clock(ARGV[1])
if not call('ZSCORE', stem .. 'lease', ARGV[2]) then return -1 end
call('ZADD', stem .. 'lease', now + tonumber(ARGV[3]), ARGV[2])
return concat(call('ZRANGE', stem .. 'owned:' .. ARGV[2], 0, -1))
