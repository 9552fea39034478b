-- uses: base
-- Registers a runner under a lease, or renews it.
local now = clock(ARGV[1])
call('HSET', stem .. 'runner', ARGV[2], ARGV[4])
call('ZADD', stem .. 'lease', now + tonumber(ARGV[3]), ARGV[2])
call('SREM', stem .. 'gone', ARGV[2])
