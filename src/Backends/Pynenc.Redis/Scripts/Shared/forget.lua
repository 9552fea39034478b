-- Removes an invocation with all that belongs to it; its numbers stay free.
local emptied, gone, withered = {}, {}, {}

local function idAt(number)
  local block = floor(number / BLOCK)
  local at = (number - block * BLOCK) * 16
  return call('GETRANGE', stem .. 'ids:' .. block, at, at + 15)
end

local function forget(id, colocated)
  local hot = hots[id]
  if not hot then return false end
  local status, _, flags, epoch, sequence = parse(HEAD, hot)
  local number, priority = parse('<I6d', hot, 61)
  if AVAILABLE[status] then
    if colocated then
      unqueue(queueOf(hot), priority, sub(hot, 25, 36), id, parse('<d', hot, 37))
    else
      unmark(id, sequence)
    end
  elseif OWNED[status] then
    remove('owned:' .. sub(hot, 45, 60), id .. pack('<I4', epoch))
  elseif LOOSE[status] then
    remove('loose', id)
  end
  if bit.band(flags, REFERS) ~= 0 then unrefer(id) end
  if bit.band(flags, LIMITS) ~= 0 then
    local limits = limitsOf(hot)
    if limits.reservation then letGo(limits.reservation, id) end
    if limits.slots and not FINAL[status] then
      call('SREM', stem .. 'slots:' .. limits.slots, id)
      call('ZREM', stem .. 'line:' .. limits.slots, lineMember(hot, id))
    end
  end
  local parent, workflow = treeOf(hot)
  if parent then
    withered['children:' .. parent] = withered['children:' .. parent] or {}
    withered['children:' .. parent][number] = true
  end
  if workflow then
    withered['tree:' .. workflow] = withered['tree:' .. workflow] or {}
    withered['tree:' .. workflow][number] = true
  end
  gone[#gone + 1] = stem .. 'i:' .. id
  if bit.band(flags, CALL_APART) ~= 0 then gone[#gone + 1] = stem .. 'call:' .. id end
  if bit.band(flags, PAYLOAD_APART) ~= 0 then gone[#gone + 1] = stem .. 'result:' .. id end
  if bit.band(flags, SPILLED) ~= 0 then gone[#gone + 1] = stem .. 'history:' .. id end
  if bit.band(flags, WAITING) ~= 0 then gone[#gone + 1] = stem .. 'edges:' .. id end
  count(taskOf(hot), status, -1)
  show(number, 0)
  local block = floor(number / BLOCK)
  emptied[block] = emptied[block] or {}
  table.insert(emptied[block], number - block * BLOCK)
  hots[id] = false
  return true
end

-- Numbers of children are in their order, 6 bytes each.
local function saveWithered()
  for key, numbers in pairs(withered) do
    local old = call('GET', stem .. key)
    if old then
      local kept = {}
      for at = 1, #old, 6 do
        local one = sub(old, at, at + 5)
        if not numbers[parse('<I6', one)] then kept[#kept + 1] = one end
      end
      if #kept == 0 then
        call('DEL', stem .. key)
      else
        call('SET', stem .. key, concat(kept))
      end
    end
  end
end

local function saveForgotten()
  saveWithered()
  many('UNLINK', gone[1], gone)
  saveIndex()
  local last = floor(tonumber(call('GET', stem .. 'seq') or 0) / BLOCK)
  for block, places in pairs(emptied) do
    local column = call('GET', stem .. 'status:' .. block)
    if block < last and column and not string.find(column, '[^%z]') then
      call('UNLINK', stem .. 'status:' .. block, stem .. 'ids:' .. block, stem .. 'task:' .. block)
      call('HDEL', stem .. 'zone', block)
    else
      for i = 1, #places do call('SETRANGE', stem .. 'ids:' .. block, places[i] * 16, string.rep('\0', 16)) end
    end
  end
end
