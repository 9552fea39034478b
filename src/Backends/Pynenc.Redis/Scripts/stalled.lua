-- uses: base invocation index columns
-- Available invocations that are due, are not marked as to be routed, and have been so since before a time: of those of a stretch of
-- numbers. Returns the number to go on from (-1 when there is none), and of each found the id, the length of its head, the head.
local now, since, limit, from, colocated = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1'
if from == 0 then
  local counts, available = call('HGETALL', stem .. 'count'), 0
  for i = 1, #counts, 2 do
    if AVAILABLE[byte(counts[i], 1)] then available = available + counts[i + 1] end
  end
  local waiting = call('ZCARD', stem .. 'marked') + call('ZCARD', stem .. 'due')
  if colocated then waiting = call('ZCARD', stem .. 'hidden') end
  if available <= waiting then return { -1, '' } end
end

local statuses = {}
for status in pairs(AVAILABLE) do statuses[#statuses + 1] = char(status) end
local ids, following = findByStatus(statuses, from, 500)
load(ids)
local pieces = {}
for i = 1, #ids do
  local id, hot = ids[i], hots[ids[i]]
  if hot then
    local _, _, _, _, sequence = parse(HEAD, hot)
    local due, fixed = parse('<d', hot, 37), parse('<H', hot, 75)
    local available = due > 0 and due or micros(hot, 79 + fixed)
    local member = id .. pack('<I4', sequence)
    if due <= now and available < since and not call('ZSCORE', stem .. 'marked', member) and not call('ZSCORE', stem .. 'due', member) then
      pieces[#pieces + 1] = id .. pack('<I4', 76 + fixed) .. sub(hot, 1, 76 + fixed)
    end
  end
end
return { #pieces < limit and following or -1, concat(pieces) }
