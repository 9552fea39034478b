-- uses: base contents
-- Makes the chunks of a writer the value, unless another one was quicker. Returns 0 when they were removed meanwhile.
local content, writer, count = ARGV[2], ARGV[3], tonumber(ARGV[4])
if tonumber(call('HGET', stem .. 'writers:' .. content, writer) or 0) ~= count then return 0 end
if call('EXISTS', stem .. 'content:' .. content) == 1 then
  dropChunks(content, writer)
else
  call('SET', stem .. 'content:' .. content, pack('<I4', count) .. writer)
end
used(content, clock(ARGV[1]))
return 1
