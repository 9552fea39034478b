-- uses: base contents
-- Removes values that still nobody refers to and nobody has used for a time; with no time given, some of all there are. Returns how many.
local removed = 0
if ARGV[2] == '' then
  for _, content in ipairs(call('ZRANGE', stem .. 'unused', 0, 99)) do
    dropContent(content)
    removed = removed + 1
  end
  if removed == 0 and call('HLEN', stem .. 'used') == 0 then call('UNLINK', stem .. 'refs') end
  return removed
end
local before = clock(ARGV[1]) - tonumber(ARGV[2])
for i = 3, #ARGV do
  local score = call('ZSCORE', stem .. 'unused', ARGV[i])
  if score and tonumber(score) <= before then
    dropContent(ARGV[i])
    removed = removed + 1
  end
end
return removed
