-- uses: base invocation index queue limits references
-- Stores new invocations as registered. Of each: the head of the request, the invocation but for its number and entry, its call when that
-- is long, the contents it refers to. Returns a digit for each (0 known before, 1 stored now, 2 joined), and the ids of those joined.
local now, colocated, sender, blob = clock(ARGV[1]), ARGV[2] == '1', ARGV[3], ARGV[4]
local items, names = {}, {}
local at, total = 1, #blob
while at <= total do
  local item = {}
  local size, more, contents
  item.id, item.registered, item.due, item.priority, item.hash, size, more, contents = parse('<c16dddc2I4I4H', blob, at)
  at = at + 52
  item.hot = sub(blob, at, at + size - 1)
  at = at + size
  if more > 0 then item.call = sub(blob, at, at + more - 1) end
  at = at + more
  if contents > 0 then item.contents = sub(blob, at, at + contents * 32 - 1) end
  at = at + contents * 32
  items[#items + 1] = item
  names[#names + 1] = stem .. 'i:' .. item.id
end

local answer, joined, seen, fresh = {}, {}, {}, {}
local unknown = call('EXISTS', unpack(names)) == 0
for i = 1, #items do
  local item = items[i]
  if seen[item.id] or not (unknown or call('EXISTS', names[i]) == 0) then
    answer[i] = '0'
  else
    local _, _, flags = parse('<BBH', item.hot)
    local limits = bit.band(flags, RESERVED) ~= 0 and limitsOf(item.hot)
    local holder = limits and holderOf(limits.reservation, now)
    if holder then
      answer[i] = '2'
      joined[#joined + 1] = holder
    else
      if limits then reserve(limits.reservation, item.id, 0) end
      answer[i] = '1'
      seen[item.id] = true
      fresh[#fresh + 1] = item
    end
  end
end
if #fresh == 0 then return concat(answer) .. concat(joined) end

local number = call('INCRBY', stem .. 'seq', #fresh) - #fresh
local block, offset, ids, hashes, earliest, latest
local function saveBlock()
  if not block then return end
  call('SETRANGE', stem .. 'ids:' .. block, offset * 16, concat(ids))
  call('SETRANGE', stem .. 'task:' .. block, offset * 2, concat(hashes))
  call('SETRANGE', stem .. 'status:' .. block, offset, string.rep(char(REGISTERED), #ids))
  local zone = call('HGET', stem .. 'zone', block)
  local low, high = math.huge, -math.huge
  if zone then low, high = parse('<dd', zone) end
  if earliest < low or latest > high then
    -- The latest is rounded up, so that it need not be written each time.
    call('HSET', stem .. 'zone', block, pack('<dd', math.min(low, earliest), math.max(high, latest + 60000000)))
  end
end

local sets, children, trees = {}, {}, {}
for i = 1, #fresh do
  local item = fresh[i]
  local id, hot, due = item.id, item.hot, item.due
  number = number + 1
  local its = floor(number / BLOCK)
  if its ~= block then
    saveBlock()
    block, offset, ids, hashes, earliest, latest = its, number - its * BLOCK, {}, {}, math.huge, -math.huge
  end
  ids[#ids + 1], hashes[#hashes + 1] = id, item.hash
  if item.registered < earliest then earliest = item.registered end
  if item.registered > latest then latest = item.registered end

  local numbered, entry = pack('<I6', number), NOWHERE
  if colocated then
    local queue, lane = queueOf(hot)
    entry = entryOf(queue, lane, number)
    enqueue(queue, item.priority, entry, id, due, now)
  else
    mark(id, 1, item.registered, due)
  end
  sets[#sets + 1] = stem .. 'i:' .. id
  sets[#sets + 1] = sub(hot, 1, 24) .. entry .. sub(hot, 37, 60) .. numbered .. sub(hot, 67)
  if item.call then
    sets[#sets + 1] = stem .. 'call:' .. id
    sets[#sets + 1] = item.call
  end
  count(taskOf(hot), REGISTERED, 1)
  local parent, workflow = treeOf(hot)
  if parent then children[parent] = (children[parent] or '') .. numbered end
  if workflow then trees[workflow] = (trees[workflow] or '') .. numbered end
  if item.contents then refer(id, item.contents) end
end
saveBlock()
call('MSET', unpack(sets))
for parent, numbers in pairs(children) do call('APPEND', stem .. 'children:' .. parent, numbers) end
for workflow, numbers in pairs(trees) do call('APPEND', stem .. 'tree:' .. workflow, numbers) end
saveIndex()
if colocated then tell('w', sender) end
return concat(answer) .. concat(joined)
