-- uses: base
-- Values that nobody refers to and that were not used for a time, the longest unused first.
return call('ZRANGEBYSCORE', stem .. 'unused', '-inf', clock(ARGV[1]) - tonumber(ARGV[2]), 'LIMIT', 0, ARGV[3])
