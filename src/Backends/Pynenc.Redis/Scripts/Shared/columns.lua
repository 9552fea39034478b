-- Walks along the numbers of invocations by the columns of their statuses.
local MOST_BLOCKS = 64

local function lastNumber()
  return tonumber(call('GET', stem .. 'seq') or 0)
end

-- True when all of a block were registered outside a stretch of time.
local function isOutside(block, from, till)
  if not from and not till then return false end
  local zone = call('HGET', stem .. 'zone', block)
  if not zone then return true end
  local low, high = parse('<dd', zone)
  return (from and high < from) or (till and low >= till)
end

-- The ids of invocations with one of some statuses, from a number on, in their order, up to a count; and the number to go on
-- from, or -1. Reads a bounded number of blocks, and none that was registered outside a stretch of time, when there is one.
local function findByStatus(statuses, from, most, registeredFrom, registeredTill)
  local ids, numbers = {}, {}
  local block, last = floor(from / BLOCK), floor(lastNumber() / BLOCK)
  local stop = block + MOST_BLOCKS
  while block <= last and block < stop do
    local column = not isOutside(block, registeredFrom, registeredTill) and call('GET', stem .. 'status:' .. block)
    if column then
      local start = from - block * BLOCK
      if start < 0 then start = 0 end
      local places = {}
      for i = 1, #statuses do
        local at = string.find(column, statuses[i], start + 1, true)
        local found = 0
        while at and found < most do
          places[#places + 1] = at
          found = found + 1
          at = string.find(column, statuses[i], at + 1, true)
        end
      end
      table.sort(places)
      for i = 1, #places do
        if #ids == most then return ids, numbers[#numbers] + 1, numbers end
        local first = (places[i] - 1) * 16
        ids[#ids + 1] = call('GETRANGE', stem .. 'ids:' .. block, first, first + 15)
        numbers[#numbers + 1] = block * BLOCK + places[i] - 1
      end
    end
    block = block + 1
    from = block * BLOCK
  end
  return ids, block <= last and from or -1, numbers
end
