-- What a claim does to one invocation.
local CLAIMED, NOT_AVAILABLE, NOT_DUE, UNKNOWN = 0, 1, 2, 3
local NOWHERE = '\0\0\0\0\0\0\0\0\0\0\0\0'

-- Makes the runner the owner. Row is the history row of the claim.
-- Returns how it ended, and then what the runner is told, or the due time.
local function claim(id, runner, row, now)
  local hot = hots[id]
  if not hot then return UNKNOWN end
  local status, parks, flags, epoch, sequence, rows = parse(HEAD, hot)
  if not AVAILABLE[status] then return NOT_AVAILABLE end
  local due = parse('<d', hot, 37)
  if due > now then return NOT_DUE, due end
  local number, _, fixed = parse('<I6dH', hot, 61)
  local from = 77 + fixed
  epoch = epoch + 1
  if rows > LONGEST then
    spill(id, sub(hot, from, from + rows - 1))
    from, rows = from + rows, 0
    flags = bit.bor(flags, SPILLED)
  end
  local head = pack(HEAD, PENDING, parks, flags, epoch, sequence + 1, rows + #row)
    .. sub(hot, 17, 24) .. NOWHERE .. '\0\0\0\0\0\0\0\0' .. runner .. sub(hot, 61, 76 + fixed)
  change(id, head .. row .. sub(hot, from))
  local task = taskOf(hot)
  count(task, status, -1)
  count(task, PENDING, 1)
  show(number, PENDING)
  add('owned:' .. runner, number, id .. pack('<I4', epoch))
  return CLAIMED, head, sequence
end
