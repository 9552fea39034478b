-- uses: base contents
-- Stores one chunk of a writer.
local content, writer, index = ARGV[2], ARGV[3], tonumber(ARGV[4])
call('HSET', stem .. 'writers:' .. content, writer, index + 1)
call('SET', stem .. 'chunk:' .. content .. writer .. pack('<I4', index), ARGV[5])
used(content, clock(ARGV[1]))
