-- uses: base invocation index columns
-- A stretch of invocations in the order of their numbers, after one of them, by any of: status, task (hash and name), parent,
-- workflow; of those times between which they were registered only as far as whole blocks tell.
-- Returns the number to go on after (-1 when there are no more), and of each found: length, invocation.
local after, limit, status, hash, task, parent, workflow, registeredFrom, registeredTill =
  tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9])
local following, ids = -1, {}

-- The id at a number when status and task fit, as far as the columns tell.
local cached = {}
local function column(name, block)
  local key = name .. block
  if cached[key] == nil then cached[key] = call('GET', stem .. key) or '' end
  return cached[key]
end
local function fits(number)
  local block = floor(number / BLOCK)
  local place = number - block * BLOCK
  if status > 0 and byte(column('status:', block), place + 1) ~= status then return nil end
  if hash ~= '' and sub(column('task:', block), place * 2 + 1, place * 2 + 2) ~= hash then return nil end
  local id = call('GETRANGE', stem .. 'ids:' .. block, place * 16, place * 16 + 15)
  if #id == 16 and string.find(id, '[^%z]') then return id end
  return nil
end

-- Numbers in their order, 6 bytes each, those after one of them.
local function walk(numbers)
  local low, high = 0, #numbers / 6
  while low < high do
    local middle = floor((low + high) / 2)
    if parse('<I6', numbers, middle * 6 + 1) > after then high = middle else low = middle + 1 end
  end
  local looked = 0
  for at = low * 6 + 1, #numbers, 6 do
    local number = parse('<I6', numbers, at)
    if #ids == limit or looked == 5000 then return end
    looked = looked + 1
    local id = fits(number)
    if id then ids[#ids + 1] = id end
    following = at + 6 <= #numbers and number or -1
  end
end

if parent ~= '' then
  walk(call('GET', stem .. 'children:' .. parent) or '')
elseif workflow ~= '' then
  -- The root itself is not in its list.
  local root = call('GET', stem .. 'i:' .. workflow)
  local numbers = call('GET', stem .. 'tree:' .. workflow) or ''
  if root then
    local _, own = treeOf(root)
    if not own then numbers = sub(root, 61, 66) .. numbers end
  end
  walk(numbers)
elseif status > 0 then
  local found, next_from, numbers = findByStatus({ char(status) }, after + 1, hash == '' and limit or 2000, registeredFrom, registeredTill)
  following = next_from < 0 and -1 or next_from - 1
  for i = 1, #found do
    if #ids == limit then
      following = numbers[i] - 1
      break
    end
    if hash == '' or fits(numbers[i]) then ids[#ids + 1] = found[i] end
  end
else
  local last = lastNumber()
  local number, stop = after + 1, after + MOST_BLOCKS * BLOCK
  while number <= last and number <= stop and #ids < limit do
    local block = floor(number / BLOCK)
    local place = number - block * BLOCK
    if isOutside(block, registeredFrom, registeredTill) then
      number = (block + 1) * BLOCK
    elseif hash ~= '' then
      local at = place * 2
      local hashes = column('task:', block)
      repeat at = string.find(hashes, hash, at + 1, true) until not at or at % 2 == 1
      number = at and block * BLOCK + (at - 1) / 2 or (block + 1) * BLOCK
      if at then
        local id = fits(number)
        if id then ids[#ids + 1] = id end
        number = number + 1
      end
    else
      local stretch = call('GETRANGE', stem .. 'ids:' .. block, place * 16, (place + limit) * 16 - 1)
      for at = 1, #stretch, 16 do
        if #ids == limit then break end
        local id = sub(stretch, at, at + 15)
        if string.find(id, '[^%z]') then ids[#ids + 1] = id end
        number = number + 1
      end
      if #stretch < limit * 16 and #ids < limit then number = (block + 1) * BLOCK end
    end
  end
  if number <= last then following = number - 1 end
end

load(ids)
local pieces = {}
for i = 1, #ids do
  local hot = hots[ids[i]]
  if hot and (task == '' or taskOf(hot) == task) then pieces[#pieces + 1] = ids[i] .. pack('<I4', #hot) .. hot end
end
return { following, concat(pieces) }
