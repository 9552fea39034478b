-- uses: base invocation index queue limits references
-- Moves invocations along paths. Of each request: which statuses the whole path may start from, worked out by the status machine,
-- and the rows to write, the youngest first. Returns two bytes for each, result and status, and after all of them what is to be
-- routed now: the index of the request, 1 when a slot was handed to it, id, length and head.
local APPLIED, FENCE_LOST, ILLEGAL, UNKNOWN = 0, 1, 2, 3
local FENCED, OVERRIDES, PAID, PAID_APART, FIRST = 1, 2, 4, 8, 16
local now, colocated, sender, blob = clock(ARGV[1]), ARGV[2] == '1', ARGV[3], ARGV[4]
local requests, ids = {}, {}
local at, total = 1, #blob
while at <= total do
  local r = {}
  r.id, r.bits, r.target, r.owner, r.epoch, r.from, r.due, r.steps, r.retries, r.recoveries, r.size, r.paid, r.contents =
    parse('<c16BBc16I4I4dHHHI4I4H', blob, at)
  r.at = at + 66
  at = r.at + r.size + r.paid + r.contents * 32
  requests[#requests + 1] = r
  ids[#ids + 1] = r.id
end
load(ids)

local settled, edges, apart = {}, {}, {}
local hasWork = false

-- True when an earlier attempt of the same request was applied, and only its answer was lost.
local function isRepeat(r, hot, status, epoch, claimant, fixed)
  if bit.band(r.bits, FENCED + FIRST) ~= FENCED or epoch ~= r.epoch or status ~= r.target or claimant ~= r.owner then return false end
  -- In a status without owner nobody but the holder of the epoch can have entered it, so the epoch tells. In an owned one the
  -- same step may be asked for again in earnest, so the history has to tell.
  return not OWNED[status] or sub(hot, 77 + fixed, 76 + fixed + r.size) == sub(blob, r.at, r.at + r.size - 1)
end

local function holds(r, status, epoch, claimant)
  if bit.band(r.bits, FENCED) ~= 0 then return OWNED[status] and claimant == r.owner and epoch == r.epoch end
  return not OWNED[status] or bit.band(r.bits, OVERRIDES) ~= 0
end

-- Takes it out of wherever its present status has it.
local function leave(id, target, hot, status, flags, epoch, sequence, priority, due, claimant)
  if AVAILABLE[status] then
    if colocated then
      unqueue(queueOf(hot), priority, sub(hot, 25, 36), id, due)
    else
      unmark(id, sequence)
    end
  elseif OWNED[status] and not OWNED[target] then
    remove('owned:' .. claimant, id .. pack('<I4', epoch))
    if bit.band(flags, WAITING) ~= 0 then
      edges[#edges + 1] = stem .. 'edges:' .. id
      return flags - WAITING
    end
  elseif LOOSE[status] then
    remove('loose', id)
  end
  return flags
end

-- Stores the payload, in the invocation or apart; returns it as far as it stands in the invocation.
local function pay(r, flags)
  if bit.band(r.bits, PAID) == 0 then return nil, flags end
  local payload = sub(blob, r.at + r.size, r.at + r.size + r.paid - 1)
  flags = bit.band(flags, bit.bnot(bit.bor(HAS_PAYLOAD, PAYLOAD_APART)))
  if bit.band(r.bits, PAID_APART) == 0 then return payload, bit.bor(flags, HAS_PAYLOAD) end
  apart[#apart + 1] = stem .. 'result:' .. r.id
  apart[#apart + 1] = payload
  return '', bit.bor(flags, PAYLOAD_APART)
end

local function apply(r, hot)
  local id, target = r.id, r.target
  local status, parks, flags, epoch, sequence = parse(HEAD, hot)
  local number, priority = parse('<I6d', hot, 61)
  local claimant = sub(hot, 45, 60)
  local rows = sub(blob, r.at, r.at + r.size - 1)
  local time = micros(rows, 3)
  flags = leave(id, target, hot, status, flags, epoch, sequence, priority, parse('<d', hot, 37), claimant)

  sequence = sequence + r.steps
  local entry, due = NOWHERE, 0
  if AVAILABLE[target] then
    due = r.due > now and r.due or 0
    if colocated then
      local queue, lane = queueOf(hot)
      entry = entryOf(queue, lane, call('INCR', stem .. 'seq'))
      enqueue(queue, priority, entry, id, due, now)
      hasWork = true
    else
      mark(id, sequence, time, due)
    end
  elseif SETTLED[target] then
    settled[#settled + 1] = id
    if not FINAL[target] then parks = (parks + 1) % 256 end
  elseif LOOSE[target] then
    add('loose', number, id)
  end

  local payload
  payload, flags = pay(r, flags)
  if r.contents > 0 then
    local first = r.at + r.size + r.paid
    refer(id, sub(blob, first, first + r.contents * 32 - 1))
    flags = bit.bor(flags, REFERS)
  end
  local counts
  if r.retries + r.recoveries > 0 then
    local retries, recoveries = parse('<I4I4', hot, 17)
    counts = pack('<I4I4', retries + r.retries, recoveries + r.recoveries)
  end
  rewrite(id, target, parks, flags, epoch, sequence, rows, entry, due, claimant, counts, payload)
  entered(taskOf(hot), number, status, target)

  if OWNED[target] or bit.band(flags, LIMITS) == 0 then return nil end
  local limits = limitsOf(hot)
  if limits.reservation and FINAL[target] then endReservation(id, limits, target, time) end
  return limits.slots and giveBackSlot(id, hot, limits, sub(rows, 3, 10), now, colocated)
end

local answer, routes = {}, {}
local function route(i, id, isHanded)
  local head = beginning(hots[id])
  routes[#routes + 1] = pack('<I4B', i - 1, isHanded) .. id .. pack('<I4', #head) .. head
end

for i = 1, #requests do
  local r = requests[i]
  local hot = hots[r.id]
  if not hot then
    answer[i] = char(UNKNOWN, 0)
  else
    local status, _, _, epoch, sequence = parse(HEAD, hot)
    local claimant, fixed = sub(hot, 45, 60), parse('<H', hot, 75)
    if isRepeat(r, hot, status, epoch, claimant, fixed) then
      answer[i] = char(APPLIED, status)
      -- The first answer may have been lost together with what had to be routed.
      local member = r.id .. pack('<I4', sequence)
      if AVAILABLE[status] and not colocated
        and (changed[r.id] or call('ZSCORE', stem .. 'marked', member) or call('ZSCORE', stem .. 'due', member)) then
        route(i, r.id, 0)
      end
    elseif not holds(r, status, epoch, claimant) then
      answer[i] = char(FENCE_LOST, status)
    elseif bit.band(r.from, 2 ^ status) == 0 then
      answer[i] = char(ILLEGAL, status)
    else
      local handed = apply(r, hot)
      answer[i] = char(APPLIED, r.target)
      if AVAILABLE[r.target] and not colocated then route(i, r.id, 0) end
      for _, id in ipairs(handed or {}) do
        if colocated then
          hasWork = true
        else
          route(i, id, 1)
        end
      end
    end
  end
end

saveInvocations()
for i = 1, #apart, 2 do call('SET', apart[i], apart[i + 1]) end
if #edges > 0 then call('UNLINK', unpack(edges)) end
saveIndex()
if #settled > 0 then tell('s', sender, concat(settled)) end
if hasWork then tell('w', sender) end
return concat(answer) .. concat(routes)
