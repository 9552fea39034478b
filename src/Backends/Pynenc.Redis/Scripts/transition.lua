-- uses: base invocation index queue references
-- Moves invocations along paths. Of each request: which statuses the whole path may start from, worked out by the status machine,
-- and the rows to write, the youngest first. Returns two bytes for each, result and status, and after all of them what is to be
-- routed now: the length of its head, the head.
local APPLIED, FENCE_LOST, ILLEGAL, UNKNOWN = 0, 1, 2, 3
local FENCED, OVERRIDES, PAID, PAID_APART = 1, 2, 4, 8
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

local settled, edges, apart, endings = {}, {}, {}, {}
local hasWork = false

-- True when an earlier attempt of the same request was applied, and only its answer was lost.
local function isRepeat(r, hot, status, epoch, claimant, fixed)
  if bit.band(r.bits, FENCED) == 0 or epoch ~= r.epoch or status ~= r.target or claimant ~= r.owner then return false end
  -- In a status without owner nobody but the holder of the epoch can have entered it, so the epoch tells. In an owned one the
  -- same step may be asked for again in earnest, so the history has to tell.
  return not OWNED[status] or sub(hot, 77 + fixed, 76 + fixed + r.size) == sub(blob, r.at, r.at + r.size - 1)
end

local function holds(r, status, epoch, claimant)
  if bit.band(r.bits, FENCED) ~= 0 then return OWNED[status] and claimant == r.owner and epoch == r.epoch end
  return not OWNED[status] or bit.band(r.bits, OVERRIDES) ~= 0
end

local function ended(number, time)
  local block = floor(number / BLOCK)
  if not endings[block] or time < endings[block] then endings[block] = time end
end

local function apply(r, hot)
  local id, target = r.id, r.target
  local status, parks, flags, epoch, sequence, rows = parse(HEAD, hot)
  local number, priority, fixed = parse('<I6dH', hot, 61)
  local entry, due, claimant = sub(hot, 25, 36), parse('<d', hot, 37), sub(hot, 45, 60)
  local newRows = sub(blob, r.at, r.at + r.size - 1)
  local from = 77 + fixed
  local history, payload = sub(hot, from, from + rows - 1), sub(hot, from + rows)
  local task = taskOf(hot)
  local time = micros(newRows, 3)

  if AVAILABLE[status] then
    if colocated then
      unqueue(queueOf(hot), priority, entry, id, due)
    else
      unmark(id, sequence)
    end
    entry = '\0\0\0\0\0\0\0\0\0\0\0\0'
  elseif OWNED[status] and not OWNED[target] then
    remove('owned:' .. claimant, id .. pack('<I4', epoch))
    if bit.band(flags, WAITING) ~= 0 then
      edges[#edges + 1] = stem .. 'edges:' .. id
      flags = flags - WAITING
    end
  elseif LOOSE[status] then
    remove('loose', id)
  end

  sequence = sequence + r.steps
  due = 0
  if AVAILABLE[target] then
    due = r.due > now and r.due or 0
    if colocated then
      entry = pack('>I6I6', 0, call('INCR', stem .. 'seq'))
      enqueue(queueOf(hot), priority, entry, id, due, now)
      hasWork = true
    else
      mark(id, sequence, time, due)
    end
  elseif SETTLED[target] then
    settled[#settled + 1] = id
    if FINAL[target] then
      ended(number, time)
    else
      parks = (parks + 1) % 256
    end
  elseif LOOSE[target] then
    add('loose', number, id)
  end

  if #history > LONGEST then
    spill(id, history)
    history, flags = '', bit.bor(flags, SPILLED)
  end
  if bit.band(r.bits, PAID) ~= 0 then
    payload = sub(blob, r.at + r.size, r.at + r.size + r.paid - 1)
    flags = bit.band(flags, bit.bnot(bit.bor(HAS_PAYLOAD, PAYLOAD_APART)))
    if bit.band(r.bits, PAID_APART) ~= 0 then
      apart[#apart + 1] = stem .. 'result:' .. id
      apart[#apart + 1] = payload
      payload, flags = '', bit.bor(flags, PAYLOAD_APART)
    else
      flags = bit.bor(flags, HAS_PAYLOAD)
    end
  end
  if r.contents > 0 then
    local first = r.at + r.size + r.paid
    refer(id, sub(blob, first, first + r.contents * 32 - 1))
    flags = bit.bor(flags, REFERS)
  end

  local counts = sub(hot, 17, 24)
  if r.retries + r.recoveries > 0 then
    local retries, recoveries = parse('<I4I4', counts)
    counts = pack('<I4I4', retries + r.retries, recoveries + r.recoveries)
  end
  hot = pack(HEAD, target, parks, flags, epoch, sequence, #newRows + #history) .. counts .. entry .. pack('<d', due)
    .. sub(hot, 45, 76 + fixed) .. newRows .. history .. payload
  change(id, hot)
  count(task, status, -1)
  count(task, target, 1)
  show(number, target)
  return hot, fixed
end

local answer, routes = {}, {}
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
        routes[#routes + 1] = pack('<I4I4', i - 1, 76 + fixed) .. sub(hot, 1, 76 + fixed)
      end
    elseif not holds(r, status, epoch, claimant) then
      answer[i] = char(FENCE_LOST, status)
    elseif bit.band(r.from, 2 ^ status) == 0 then
      answer[i] = char(ILLEGAL, status)
    else
      hot, fixed = apply(r, hot)
      answer[i] = char(APPLIED, r.target)
      if AVAILABLE[r.target] and not colocated then
        routes[#routes + 1] = pack('<I4I4', i - 1, 76 + fixed) .. sub(hot, 1, 76 + fixed)
      end
    end
  end
end

saveInvocations()
if #apart > 0 then
  for i = 1, #apart, 2 do call('SET', apart[i], apart[i + 1]) end
end
if #edges > 0 then call('UNLINK', unpack(edges)) end
for block, time in pairs(endings) do
  local zone = call('HGET', stem .. 'zone', block)
  if zone then
    local low, high, first = parse('<ddd', zone)
    if time < first then call('HSET', stem .. 'zone', block, pack('<ddd', low, high, time)) end
  end
end
saveIndex()
if #settled > 0 then tell('s', sender, concat(settled)) end
if hasWork then tell('w', sender) end
return concat(answer) .. concat(routes)
