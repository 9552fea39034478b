-- uses: base invocation index queue limits claims
-- Makes a runner the owner of invocations. Returns -1 when it is not registered; otherwise for each how the claim ended,
-- and with it what was claimed, or when it is due.
local now, colocated, runner, row, blob = clock(ARGV[1]), ARGV[2] == '1', ARGV[3], ARGV[4], ARGV[5]
if not call('ZSCORE', stem .. 'lease', runner) then return -1 end
local ids, pieces = {}, {}
for at = 1, #blob, 16 do ids[#ids + 1] = sub(blob, at, at + 15) end
load(ids)
for i = 1, #ids do
  local id = ids[i]
  local result, told = claim(id, runner, row, nil, now, colocated)
  if result == CLAIMED then
    pieces[i] = pack('<BI4', CLAIMED, #told) .. told
  elseif result == NOT_DUE then
    pieces[i] = pack('<Bd', NOT_DUE, told)
  else
    pieces[i] = char(result)
  end
end
saveInvocations()
saveIndex()
tellDropped()
return concat(pieces)
