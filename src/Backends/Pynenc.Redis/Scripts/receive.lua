-- uses: base index queue
-- Takes entries and hides them for a lease; a lease of 0 takes them for good. Returns the entries, each with its length before it, or,
-- when there is none, the microseconds until something hidden shows (-1 for never).
local now, colocated, lease, most = clock(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4])
showDue(now, colocated)
local members, scores, queues = pop(wanted(5), most)
if #members == 0 then return nextShown(now) end
local receipt = NOBODY
if lease > 0 then receipt = pack('>I6', call('INCR', stem .. 'receipt')) end
local hidden, pieces = {}, {}
for i = 1, #members do
  local member = hiddenMember(receipt, members[i], 0 - scores[i], queues[i])
  hidden[#hidden + 1] = now + lease
  hidden[#hidden + 1] = member
  pieces[i] = char(#member) .. member
end
if lease > 0 then many('ZADD', stem .. 'hidden', hidden) end
return concat(pieces)
