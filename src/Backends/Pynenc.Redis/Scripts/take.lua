-- uses: base invocation index queue limits claims
-- Receives, claims and acknowledges. Returns -1 when the runner is not registered; the id, length and head of each that was claimed; or,
-- when there is none, the microseconds until something hidden shows (-1 for never) and how many entries nobody can claim were dropped.
-- It drops no more of them than it is told to; then there may be others behind.
local now, runner, row, most, mostStale = clock(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
if not call('ZSCORE', stem .. 'lease', runner) then return -1 end
showDue(now, true)
local names, pieces, taken, stale = wanted(6), {}, 0, 0
while taken < most and stale < mostStale do
  local members = pop(names, most - taken)
  if #members == 0 then break end
  local ids = {}
  for i = 1, #members do ids[i] = sub(members[i], 13, 28) end
  load(ids)
  for i = 1, #ids do
    local result, told = claim(ids[i], runner, row, members[i], now, true)
    if result == CLAIMED then
      taken = taken + 1
      pieces[taken] = ids[i] .. pack('<I4', #told) .. told
    else
      stale = stale + 1
    end
  end
end
saveInvocations()
saveIndex()
tellDropped()
if taken > 0 then return concat(pieces) end
return { nextShown(now), stale }
