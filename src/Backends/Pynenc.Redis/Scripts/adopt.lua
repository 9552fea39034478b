-- uses: base invocation index queue columns
-- After a change of the broker: what is available to run goes into the queue, or is marked for another broker. Works through a stretch of
-- numbers. Returns the number to go on from (-1 when done), and how many changed.
local now, colocated, from = clock(ARGV[1]), ARGV[2] == '1', tonumber(ARGV[3])
local before = call('GET', stem .. 'mode')
if from == 0 then
  if before == ARGV[2] then return { -1, 0 } end
  if not before then
    call('SET', stem .. 'mode', ARGV[2])
    return { -1, 0 }
  end
end

local statuses = {}
for status in pairs(AVAILABLE) do statuses[#statuses + 1] = char(status) end
local ids, following = findByStatus(statuses, from, 500)
load(ids)
local adopted = 0
for i = 1, #ids do
  local id, hot = ids[i], hots[ids[i]]
  if hot then
    local _, _, _, _, sequence = parse(HEAD, hot)
    local due, entry, fixed, priority = parse('<d', hot, 37), sub(hot, 25, 36), parse('<H', hot, 75), parse('<d', hot, 67)
    local queue, lane = queueOf(hot)
    if colocated and entry == NOWHERE then
      entry = entryOf(queue, lane, call('INCR', stem .. 'seq'))
      unmark(id, sequence)
      enqueue(queue, priority, entry, id, due, now)
      hots[id], changed[id] = sub(hot, 1, 24) .. entry .. sub(hot, 37), true
      adopted = adopted + 1
    elseif not colocated and entry ~= NOWHERE then
      unqueue(queue, priority, entry, id, due)
      mark(id, sequence, micros(hot, 79 + fixed), due)
      hots[id], changed[id] = sub(hot, 1, 24) .. NOWHERE .. sub(hot, 37), true
      adopted = adopted + 1
    end
  end
end
saveInvocations()
saveIndex()
if following < 0 then call('SET', stem .. 'mode', ARGV[2]) end
return { following, adopted }
