-- uses: base invocation index queue limits references forget
-- Removes those of the named invocations that have ended. Returns how many.
local blob, ids, count = ARGV[1], {}, 0
for at = 1, #blob, 16 do ids[#ids + 1] = sub(blob, at, at + 15) end
load(ids)
for i = 1, #ids do
  local hot = hots[ids[i]]
  if hot and FINAL[byte(hot, 1)] and forget(ids[i], false) then count = count + 1 end
end
if count > 0 then saveForgotten() end
return count
