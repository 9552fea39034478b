-- uses: base invocation index queue claims
-- Receives, claims and acknowledges. Returns -1 when the runner is not registered, what was claimed, or, when that is nothing, the
-- microseconds until something hidden shows (-1 for never) and how many entries were dropped because nobody can claim them.
local now, runner, row, most = clock(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
if not call('ZSCORE', stem .. 'lease', runner) then return -1 end
showDue(now)
local names, pieces, taken, stale = wanted(5), {}, 0, 0
while taken < most and stale < 2000 do
  local members, scores, queues = pop(names, most - taken)
  if #members == 0 then break end
  local ids = {}
  for i = 1, #members do ids[i] = sub(members[i], 13, 28) end
  load(ids)
  for i = 1, #ids do
    local result, told = claim(ids[i], runner, row, now)
    if result == CLAIMED then
      taken = taken + 1
      pieces[taken] = ids[i] .. pack('<I4', #told) .. told
    elseif result == NOT_DUE then
      add('hidden', told, hiddenMember(NOBODY, members[i], 0 - scores[i], queues[i]))
    else
      stale = stale + 1
    end
  end
end
saveInvocations()
saveIndex()
if taken > 0 then return concat(pieces) end
return { nextShown(now), stale }
