-- uses: base invocation
-- Invocations marked as to be routed: those that are due, and those marked before a time; the longest marked first. Returns the time
-- at which the next one falls due (-1 for none), and of each found the id, the length of its head, the head.
local now, before, limit = ARGV[1], ARGV[2], ARGV[3]
local found = {}
local function collect(key, last)
  local members = call('ZRANGEBYSCORE', stem .. key, '-inf', last, 'WITHSCORES', 'LIMIT', 0, limit)
  for i = 1, #members, 2 do found[#found + 1] = { id = sub(members[i], 1, 16), since = tonumber(members[i + 1]) } end
end
collect('due', now)
collect('marked', '(' .. before)
local ids, pieces = {}, {}
for i = 1, #found do ids[i] = found[i].id end
load(ids)
for i = 1, #found do found[i].number = hots[found[i].id] and parse('<I6', hots[found[i].id], 61) or 0 end
table.sort(found, function(left, right)
  if left.since ~= right.since then return left.since < right.since end
  return left.number < right.number
end)
for i = 1, math.min(tonumber(limit), #found) do
  local id = found[i].id
  if hots[id] then
    local head = beginning(hots[id])
    pieces[#pieces + 1] = id .. pack('<I4', #head) .. head
  end
end
local following = call('ZRANGEBYSCORE', stem .. 'due', '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
return { following[2] or '-1', concat(pieces) }
