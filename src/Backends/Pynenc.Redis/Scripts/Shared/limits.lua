-- Slots, grants and reservations by key: who holds one of the slots, who waits in line for one (score is the priority, turned round;
-- members are number, big end first, and id), the latest grants of a rate, and who holds a reservation until when (0 for no end).
local LIMITS = LIMITED + RATED + RESERVED
local HANDED = 'A slot came free.'

local function limitsOf(hot)
  local _, _, flags = parse('<BBH', hot)
  local _, _, at = treeOf(hot)
  local found = {}
  if bit.band(flags, LIMITED) ~= 0 then
    found.slots, at = textAt(hot, at)
    found.limit, found.action = parse('<I4B', hot, at)
    at = at + 5
  end
  if bit.band(flags, RATED) ~= 0 then
    found.rate, at = textAt(hot, at)
    found.grants, found.period = parse('<I4i8', hot, at)
    found.period = found.period / 10
    at = at + 12
  end
  if bit.band(flags, RESERVED) ~= 0 then
    found.reservation, at = textAt(hot, at)
    found.finish, found.keep = parse('<Bi8', hot, at)
    found.keep = found.keep / 10
  end
  return found
end

-- When a rate lets the next go.
local function nextGrant(limits, now)
  local key = stem .. 'rate:' .. limits.rate
  local count = call('LLEN', key)
  if count > limits.grants then
    call('LTRIM', key, count - limits.grants, -1)
    count = limits.grants
  end
  if count < limits.grants then return now end
  local following = tonumber(call('LINDEX', key, 0)) + limits.period
  return following > now and following or now
end

local function grant(limits, at)
  local key = stem .. 'rate:' .. limits.rate
  if call('RPUSH', key, string.format('%.0f', at)) > limits.grants then call('LPOP', key) end
  call('ZADD', stem .. 'rates', at + limits.period, limits.rate)
end

-- Takes a slot, unless the invocation has one already. False when all are taken.
local function takeSlot(id, limits)
  local key = stem .. 'slots:' .. limits.slots
  if call('SISMEMBER', key, id) == 1 then return true end
  if call('SCARD', key) >= limits.limit then return false end
  call('SADD', key, id)
  return true
end

local function lineMember(hot, id)
  return pack('>I6', parse('<I6', hot, 61)) .. id
end

local function lineUp(id, hot, limits)
  call('ZADD', stem .. 'line:' .. limits.slots, 0 - parse('<d', hot, 67), lineMember(hot, id))
end

-- Gives a slot back, or leaves the line; then hands free slots to the next in line, as many as their limits allow. Those are rerouted, in
-- the queue or marked, and hold the slot from now on. Returns their ids.
local function giveBackSlot(id, hot, limits, at, now, colocated)
  local slots, line = stem .. 'slots:' .. limits.slots, stem .. 'line:' .. limits.slots
  if call('SREM', slots, id) == 0 then call('ZREM', line, lineMember(hot, id)) end
  local handed = {}
  while true do
    local first = call('ZRANGE', line, 0, 0)[1]
    if not first then return handed end
    local following = sub(first, 7)
    load({ following })
    local its = hots[following]
    if its and call('SCARD', slots) >= limitsOf(its).limit then return handed end
    call('ZREM', line, first)
    if its then
      call('SADD', slots, following)
      local status, parks, flags, epoch, sequence = parse(HEAD, its)
      local number, priority = parse('<I6d', its, 61)
      local entry = NOWHERE
      if colocated then
        local queue, lane = queueOf(its)
        entry = entryOf(queue, lane, call('INCR', stem .. 'seq'))
        enqueue(queue, priority, entry, following, 0, now)
      else
        mark(following, sequence + 1, now, 0)
      end
      rewrite(following, REROUTED, parks, flags, epoch, sequence + 1, char(REROUTED, 4) .. at .. pack('<I4', #HANDED) .. HANDED,
        entry, 0, sub(its, 45, 60))
      entered(taskOf(its), number, status, REROUTED)
      handed[#handed + 1] = following
    end
  end
end

-- Who holds a reservation now, or nil.
local function holderOf(key, now)
  local held = call('HGET', stem .. 'reserved', key)
  if not held then return nil end
  local till = parse('<d', held, 17)
  if till > 0 and till <= now then return nil end
  return sub(held, 1, 16)
end

local function reserve(key, id, till)
  call('HSET', stem .. 'reserved', key, id .. pack('<d', till))
  if till > 0 then
    call('ZADD', stem .. 'kept', till, key)
  else
    call('ZREM', stem .. 'kept', key)
  end
end

local function isReserver(key, id)
  local held = call('HGET', stem .. 'reserved', key)
  return held and sub(held, 1, 16) == id
end

local function letGo(key, id)
  if isReserver(key, id) then
    call('HDEL', stem .. 'reserved', key)
    call('ZREM', stem .. 'kept', key)
  end
end

-- What a final status does to a reservation.
local function endReservation(id, limits, status, time)
  if limits.finish == KEPT and status == SUCCESS then
    if isReserver(limits.reservation, id) then reserve(limits.reservation, id, time + limits.keep) end
  else
    letGo(limits.reservation, id)
  end
end
