-- uses: base invocation index
-- Pauses a running invocation until others are settled. Edges: the id of each waited for, and how often it was parked by then; an
-- edge to one that was parked since is over. Returns a digit, and ids: 0 paused, 1 settled already: which, 2 cycle: its path, 3 fence lost.
local waiter, owner, epoch, from, keep, row, blob = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5] == '1', ARGV[6], ARGV[7]
local ids = { waiter }
for at = 1, #blob, 16 do ids[#ids + 1] = sub(blob, at, at + 15) end
load(ids)
local hot = hots[waiter]
if not hot then return '3' end
local status, parks, flags, held, sequence = parse(HEAD, hot)
if not OWNED[status] or sub(hot, 45, 60) ~= owner or held ~= epoch or (status ~= PAUSED and bit.band(from, 2 ^ status) == 0) then return '3' end

local settled = {}
for i = 2, #ids do
  local it = hots[ids[i]]
  if not it or SETTLED[byte(it, 1)] then settled[#settled + 1] = ids[i] end
end
if #settled > 0 then return '1' .. concat(settled) end

-- Follows the edges of paused invocations from what is to be waited for; ends at the waiter when there is a cycle.
local cameFrom, open = {}, {}
local function follow(to, source)
  if not cameFrom[to] then
    cameFrom[to] = source
    open[#open + 1] = to
  end
end
local function followAll(source)
  local edges = call('GET', stem .. 'edges:' .. source)
  if not edges then return end
  local targets = {}
  for at = 1, #edges, 17 do targets[#targets + 1] = sub(edges, at, at + 15) end
  load(targets)
  for i = 1, #targets do
    local it = hots[targets[i]]
    if it and byte(it, 2) == byte(edges, i * 17) and not SETTLED[byte(it, 1)] then follow(targets[i], source) end
  end
end
for i = 2, #ids do follow(ids[i], waiter) end
local isWaiting = bit.band(flags, WAITING) ~= 0
if keep and isWaiting then followAll(waiter) end
while #open > 0 do
  local at = table.remove(open)
  if at == waiter then
    local path = {}
    repeat
      at = cameFrom[at]
      table.insert(path, 1, at)
    until at == waiter
    return '2' .. concat(path)
  end
  if byte(hots[at], 1) == PAUSED then followAll(at) end
end

local edges = {}
for i = 2, #ids do edges[#edges + 1] = ids[i] .. sub(hots[ids[i]], 2, 2) end
local key = stem .. 'edges:' .. waiter
if not keep and isWaiting then call('UNLINK', key) end
if #edges > 0 then call('APPEND', key, concat(edges)) end
local waits = #edges > 0 or (keep and isWaiting)
if waits then
  flags = bit.bor(flags, WAITING)
else
  flags = bit.band(flags, bit.bnot(WAITING))
end
local entry, due = sub(hot, 25, 36), parse('<d', hot, 37)
if status == PAUSED then
  rewrite(waiter, status, parks, flags, held, sequence, '', entry, due, owner)
else
  rewrite(waiter, PAUSED, parks, flags, held, sequence + 1, row, entry, due, owner)
  entered(taskOf(hot), parse('<I6', hot, 61), status, PAUSED)
end
saveInvocations()
saveIndex()
return '0'
