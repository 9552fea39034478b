-- uses: base contents
-- Marks a value as used just now. Returns 0 when it is not stored, or not completely.
if call('EXISTS', stem .. 'content:' .. ARGV[2]) == 0 then return 0 end
used(ARGV[2], clock(ARGV[1]))
return 1
