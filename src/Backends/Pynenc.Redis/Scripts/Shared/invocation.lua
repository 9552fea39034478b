-- One invocation is one string: head, entry, claimant and number (76 bytes), then what never changes, then the rows of its history,
-- the youngest first, then its payload when that is short. Only these scripts change it.
local HEAD = '<BBHI4I4I4'
local hots, changed = {}, {}

-- Reads invocations that are not read yet. A missing one is false.
local function load(ids)
  local missing, keys = {}, {}
  for i = 1, #ids do
    local id = ids[i]
    if hots[id] == nil then
      hots[id] = false
      missing[#missing + 1] = id
      keys[#keys + 1] = stem .. 'i:' .. id
    end
  end
  for first = 1, #keys, 4000 do
    local last = first + 3999
    if last > #keys then last = #keys end
    local found = call('MGET', unpack(keys, first, last))
    for i = 1, #found do
      hots[missing[first + i - 1]] = found[i]
    end
  end
end

local function change(id, hot)
  hots[id] = hot
  changed[id] = true
end

local function saveInvocations()
  local arguments = {}
  for id in pairs(changed) do
    arguments[#arguments + 1] = stem .. 'i:' .. id
    arguments[#arguments + 1] = hots[id]
  end
  for first = 1, #arguments, 4000 do
    local last = first + 3999
    if last > #arguments then last = #arguments end
    call('MSET', unpack(arguments, first, last))
  end
  changed = {}
end

-- The task's name, and where the next text begins.
local function taskOf(hot)
  local length = parse('<H', hot, 77)
  return sub(hot, 79, 78 + length), 79 + length
end

-- The queue's name, empty for the default one, and where the next text begins.
local function queueOf(hot)
  local at = 79 + parse('<H', hot, 77)
  local length = byte(hot, at)
  return sub(hot, at + 1, at + length), at + 1 + length
end

-- The ids of the parent and of the root of the tree, each when there is one that is another invocation.
local function treeOf(hot)
  local _, _, flags = parse('<BBH', hot)
  if bit.band(flags, PARENT + WORKFLOW) == 0 then return nil, nil end
  local _, at = queueOf(hot)
  at = at + 1 + byte(hot, at)
  local parent, workflow
  if bit.band(flags, PARENT) ~= 0 then
    parent = sub(hot, at, at + 15)
    at = at + 16
  end
  if bit.band(flags, WORKFLOW) ~= 0 then workflow = sub(hot, at, at + 15) end
  return parent, workflow
end

-- Old rows that make an invocation long to rewrite go to a key of their own, in pieces: length, rows.
local LONGEST = 2048
local function spill(id, rows)
  call('APPEND', stem .. 'history:' .. id, pack('<I4', #rows) .. rows)
end
