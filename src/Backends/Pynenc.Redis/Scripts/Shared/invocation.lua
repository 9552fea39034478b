-- One invocation is one string: head, entry, due time, claimant, number and priority (76 bytes), then what never changes, then the rows of
-- its history, the youngest first, then its payload when that is short. Only these scripts change it.
local HEAD = '<BBHI4I4I4'
local NOWHERE = '\0\0\0\0\0\0\0\0\0\0\0\0'
local LONGEST = 2048
local hots, changed, keys = {}, {}, {}

-- Reads invocations that are not read yet. A missing one is false.
local function load(ids)
  local missing, wanted = {}, {}
  for i = 1, #ids do
    local id = ids[i]
    if hots[id] == nil then
      local key = stem .. 'i:' .. id
      hots[id], keys[id] = false, key
      missing[#missing + 1] = id
      wanted[#wanted + 1] = key
    end
  end
  for first = 1, #wanted, 4000 do
    local last = first + 3999
    if last > #wanted then last = #wanted end
    local found = call('MGET', unpack(wanted, first, last))
    for i = 1, #found do
      hots[missing[first + i - 1]] = found[i]
    end
  end
end

local function saveInvocations()
  local arguments = {}
  local count = 0
  for id in pairs(changed) do
    arguments[count + 1], arguments[count + 2] = keys[id], hots[id]
    count = count + 2
  end
  for first = 1, #arguments, 4000 do
    local last = first + 3999
    if last > #arguments then last = #arguments end
    call('MSET', unpack(arguments, first, last))
  end
  changed = {}
end

-- Writes what has changed of an invocation, and rows before its earlier ones. Old rows that would make it long to rewrite go to a key of
-- their own, in pieces: length, rows. Counts and payload stay as they are when they are not given.
local function rewrite(id, status, parks, flags, epoch, sequence, newRows, entry, due, claimant, counts, payload)
  local hot = hots[id]
  local length, fixed = parse('<I4', hot, 13), parse('<H', hot, 75)
  local from = 77 + fixed
  local rows = sub(hot, from, from + length - 1)
  if length > LONGEST and newRows ~= '' then
    call('APPEND', stem .. 'history:' .. id, pack('<I4', length) .. rows)
    rows, flags = '', bit.bor(flags, SPILLED)
  end
  hots[id] = pack(HEAD, status, parks, flags, epoch, sequence, #newRows + #rows) .. (counts or sub(hot, 17, 24)) .. entry
    .. pack('<d', due) .. claimant .. sub(hot, 61, 76 + fixed) .. newRows .. rows .. (payload or sub(hot, from + length))
  changed[id] = true
end

-- The head and what never changes: all that a claim or a route needs.
local function beginning(hot)
  return sub(hot, 1, 76 + parse('<H', hot, 75))
end

local function taskOf(hot)
  return sub(hot, 79, 78 + parse('<H', hot, 77))
end

-- The text at a place, with its length before it in one byte, and where the next one begins.
local function textAt(hot, at)
  local length = byte(hot, at)
  return sub(hot, at + 1, at + length), at + 1 + length
end

-- The queue's name, empty for the default one; the lane, empty for none; where the next thing begins.
local function queueOf(hot)
  local queue, at = textAt(hot, 79 + parse('<H', hot, 77))
  local lane
  lane, at = textAt(hot, at)
  return queue, lane, at
end

-- The ids of the parent and of the root of the tree, each when there is one that is another invocation, and where the next thing begins.
local function treeOf(hot)
  local _, _, flags = parse('<BBH', hot)
  local _, _, at = queueOf(hot)
  local parent, workflow
  if bit.band(flags, PARENT) ~= 0 then
    parent = sub(hot, at, at + 15)
    at = at + 16
  end
  if bit.band(flags, WORKFLOW) ~= 0 then
    workflow = sub(hot, at, at + 15)
    at = at + 16
  end
  return parent, workflow, at
end
