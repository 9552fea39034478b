-- uses: base invocation index queue limits references columns forget
-- Removes the invocations of a stretch of numbers. Returns the number to go on from (-1 when none is left), and how many were removed.
local colocated, from = ARGV[1] == '1', tonumber(ARGV[2])
local statuses = {}
for status in pairs(STATUSES) do statuses[#statuses + 1] = char(status) end
local ids, following = findByStatus(statuses, from, 500)
load(ids)
for i = 1, #ids do forget(ids[i], colocated) end
if #ids > 0 then saveForgotten() end
return { following, #ids }
