-- uses: base invocation index columns
-- Of a stretch of numbers, the invocations in one status, with the age rows and the task: returns the number to go on from (-1 for none),
-- and of each the id, the length of its head and youngest rows, both.
local status, from = char(ARGV[1]), tonumber(ARGV[2])
local ids, following = findByStatus({ status }, from, 500)
load(ids)
local pieces = {}
for i = 1, #ids do
  local hot = hots[ids[i]]
  if hot then
    local rows, fixed = parse('<I4', hot, 13), parse('<H', hot, 75)
    local size = 76 + fixed + rows
    pieces[#pieces + 1] = ids[i] .. pack('<I4', size) .. sub(hot, 1, size)
  end
end
return { following, concat(pieces) }
