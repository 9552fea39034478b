-- uses: base invocation
-- Invocations of runners that are gone, and those left between two statuses, the oldest first: id and head (76 bytes) of each.
local limit = tonumber(ARGV[1])
local found = {}
local function collect(key, size)
  local members = call('ZRANGE', stem .. key, 0, limit - 1, 'WITHSCORES')
  for i = 1, #members, 2 do found[#found + 1] = { id = sub(members[i], 1, 16), number = tonumber(members[i + 1]) } end
  return #members
end
collect('loose')
for _, runner in ipairs(call('SMEMBERS', stem .. 'gone')) do
  if collect('owned:' .. runner) == 0 then call('SREM', stem .. 'gone', runner) end
end
table.sort(found, function(left, right) return left.number < right.number end)
local ids, pieces = {}, {}
for i = 1, math.min(limit, #found) do ids[i] = found[i].id end
load(ids)
for i = 1, #ids do
  if hots[ids[i]] then pieces[#pieces + 1] = ids[i] .. sub(hots[ids[i]], 1, 76) end
end
return concat(pieces)
