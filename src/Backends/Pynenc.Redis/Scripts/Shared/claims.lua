-- What a claim does to one invocation.
local CLAIMED, NOT_AVAILABLE, NOT_DUE, UNKNOWN, BLOCKED, DROPPED = 0, 1, 2, 3, 4, 5
local dropped = {}

-- It gets its grant of the rate, and is due then.
local function delay(id, hot, till, limits, popped, now, colocated)
  local status, parks, flags, epoch, sequence = parse(HEAD, hot)
  local due, priority, entry = parse('<d', hot, 37), parse('<d', hot, 67), sub(hot, 25, 36)
  local queue = queueOf(hot)
  grant(limits, till)
  if colocated then
    unqueue(queue, priority, entry, id, due)
    entry = popped and sub(popped, 1, 12) or entry
    if entry ~= NOWHERE then enqueue(queue, priority, entry, id, till, now) end
  else
    local member = id .. pack('<I4', sequence)
    remove('marked', member)
    add('due', till, member)
  end
  rewrite(id, status, parks, bit.bor(flags, GRANTED), epoch, sequence, '', entry, till, sub(hot, 45, 60))
end

-- All slots of its key are taken: it waits in line, or is final.
local function block(id, hot, limits, runner, row, colocated)
  local status, parks, flags, epoch, sequence = parse(HEAD, hot)
  local number, priority = parse('<I6d', hot, 61)
  local waits = limits.action == 0
  local target = waits and CONCURRENCY_CONTROLLED or CONCURRENCY_CONTROLLED_FINAL
  local reason = string.gsub(waits and BLOCKED_WAITS or BLOCKED_ENDS, '{(%a+)}', { limit = tostring(limits.limit), key = limits.slots })
  if colocated then
    unqueue(queueOf(hot), priority, sub(hot, 25, 36), id, parse('<d', hot, 37))
  else
    unmark(id, sequence)
  end
  local reasoned = char(target, 6) .. sub(row, 3, 10) .. runner .. pack('<I4', #reason) .. reason
  rewrite(id, target, parks, flags, epoch, sequence + 1, reasoned, NOWHERE, 0, sub(hot, 45, 60))
  entered(taskOf(hot), number, status, target)
  if waits then
    lineUp(id, hot, limits)
    return BLOCKED
  end
  dropped[#dropped + 1] = id
  if limits.reservation then endReservation(id, limits, target, micros(row, 3)) end
  return DROPPED
end

-- The server says when something is due, the runner when it claims, and it says so before it asks: a claim, or a place in line, is no
-- earlier than the due time.
local function dated(row, due)
  local least = ticks(due)
  local low, high = parse('<I4I4', row, 3)
  local leastLow, leastHigh = parse('<I4I4', least)
  if high > leastHigh or (high == leastHigh and low >= leastLow) then return row end
  return sub(row, 1, 2) .. least .. sub(row, 11)
end

-- Makes the runner the owner. Row is the history row of the claim; popped is the entry that was just taken out of the queue, if any.
-- Returns how it ended, and then what the runner is told, or the due time.
local function claim(id, runner, row, popped, now, colocated)
  local hot = hots[id]
  if not hot then return UNKNOWN end
  local status, parks, flags, epoch, sequence = parse(HEAD, hot)
  if not AVAILABLE[status] then return NOT_AVAILABLE end
  local due = parse('<d', hot, 37)
  if due > now then
    if popped then
      add('hidden', due, hiddenMember(NOBODY, popped, parse('<d', hot, 67), (queueOf(hot))))
    elseif not colocated then
      mark(id, sequence, 0, due)
    end
    return NOT_DUE, due
  end
  if due > 0 then row = dated(row, due) end
  if bit.band(flags, LIMITS) ~= 0 then
    local limits = limitsOf(hot)
    local asks = limits.rate and bit.band(flags, GRANTED) == 0
    if asks then
      local till = nextGrant(limits, now)
      if till > now then
        delay(id, hot, till, limits, popped, now, colocated)
        return NOT_DUE, till
      end
    end
    if limits.slots and not takeSlot(id, limits) then return block(id, hot, limits, runner, row, colocated) end
    if asks then grant(limits, now) end
    flags = bit.band(flags, bit.bnot(GRANTED))
    if limits.finish == CLAIMS then letGo(limits.reservation, id) end
  end
  local entry = sub(hot, 25, 36)
  if not colocated then
    unmark(id, sequence)
  elseif not popped or sub(popped, 1, 12) ~= entry then
    unqueue(queueOf(hot), parse('<d', hot, 67), entry, id, due)
  end
  epoch = epoch + 1
  rewrite(id, PENDING, parks, flags, epoch, sequence + 1, row, NOWHERE, 0, runner)
  entered(taskOf(hot), parse('<I6', hot, 61), status, PENDING)
  add('owned:' .. runner, parse('<I6', hot, 61), id .. pack('<I4', epoch))
  return CLAIMED, beginning(hots[id])
end

-- Tells of what was dropped; the process that claims is to hear it too.
local function tellDropped()
  if #dropped > 0 then tell('s', '\0\0\0\0\0\0\0\0', concat(dropped)) end
end
