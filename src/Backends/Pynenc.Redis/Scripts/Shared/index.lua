-- What is found without reading invocations: columns of statuses, tasks and ids by number, counters, owners, marks, what has ended.
local BLOCK = 16384
local counted, columns, ended = {}, {}, {}
local added, removed = {}, {}

local function count(task, status, by)
  local tasks = counted[status]
  if not tasks then
    tasks = {}
    counted[status] = tasks
  end
  tasks[task] = (tasks[task] or 0) + by
end

-- Sets the status in the column.
local function show(number, status)
  local block = floor(number / BLOCK)
  local at = number - block * BLOCK
  local column = columns[block]
  if not column then
    column = { low = at, high = at, count = 0, at = {} }
    columns[block] = column
  end
  if at < column.low then column.low = at end
  if at > column.high then column.high = at end
  column.count = column.count + 1
  column.at[at] = char(status)
end

-- What every change of a status changes beside the invocation.
local function entered(task, number, from, to)
  count(task, from, -1)
  count(task, to, 1)
  show(number, to)
  if FINAL[to] then
    local list = ended[to]
    if not list then
      list = {}
      ended[to] = list
    end
    list[#list + 1] = number
  end
end

-- Notes a member for a sorted set.
local function add(key, score, member)
  local list = added[key]
  if not list then
    list = {}
    added[key] = list
  end
  list[#list + 1] = score
  list[#list + 1] = member
end

-- Notes a member to be taken out of a sorted set; what was noted by add before is written first.
local function remove(key, member)
  local list = removed[key]
  if not list then
    list = {}
    removed[key] = list
  end
  list[#list + 1] = member
end

local function saveColumns()
  for block, column in pairs(columns) do
    local key, low, high = stem .. 'status:' .. block, column.low, column.high
    if column.count == 1 then
      call('SETRANGE', key, low, column.at[low])
    elseif high - low < 4 * column.count + 64 then
      local old = call('GETRANGE', key, low, high)
      local text = {}
      for at = low, high do
        local new = column.at[at]
        if not new then
          new = sub(old, at - low + 1, at - low + 1)
          if new == '' then new = '\0' end
        end
        text[at - low + 1] = new
      end
      call('SETRANGE', key, low, concat(text))
    else
      for at, status in pairs(column.at) do
        call('SETRANGE', key, at, status)
      end
    end
  end
  columns = {}
end

local function saveIndex()
  saveColumns()
  for status, tasks in pairs(counted) do
    for task, by in pairs(tasks) do
      if by ~= 0 then call('HINCRBY', stem .. 'count', char(status) .. task, by) end
    end
  end
  for status, numbers in pairs(ended) do many('RPUSH', stem .. 'ended:' .. status, numbers) end
  for key, list in pairs(added) do many('ZADD', stem .. key, list) end
  for key, list in pairs(removed) do many('ZREM', stem .. key, list) end
  counted, ended, added, removed = {}, {}, {}, {}
end

-- The mark "to be routed" of one routing: when it was set, or when it falls due.
local function mark(id, sequence, at, due)
  local member = id .. pack('<I4', sequence)
  if due > 0 then
    add('due', due, member)
  else
    add('marked', at, member)
  end
end

local function unmark(id, sequence)
  local member = id .. pack('<I4', sequence)
  remove('due', member)
  remove('marked', member)
end
