-- A queue is a sorted set: score is the priority, turned round; members are rank, place (6 bytes each, big end first) and id.
-- What is hidden until a time is in one more: receipt of whoever received it (zero when it is only not due), member, priority, queue.
local NOBODY = '\0\0\0\0\0\0'

local function queueKey(queue)
  return queue == '' and 'queue:default' or 'queue:' .. queue
end

local function hiddenMember(receipt, member, priority, queue)
  return receipt .. member .. pack('<d', priority) .. queue
end

local known = { [''] = true }
local function note(queue)
  if not known[queue] then
    known[queue] = true
    call('SADD', stem .. 'queues', queue)
  end
end

-- Where a new entry stands among its equals. Lanes are served in turn: a lane's next entry ranks one behind its last one, but never
-- before what is served just now; an entry without a lane ranks with what is served now.
local turns, lanes = {}, {}
local function rankOf(queue, lane)
  local turn = turns[queue]
  if not turn then
    turn = tonumber(call('HGET', stem .. 'turns', queue) or 0)
    turns[queue] = turn
    if lane ~= '' then call('ZREMRANGEBYSCORE', stem .. 'lanes:' .. queue, '-inf', turn - 1) end
  end
  if lane == '' then return turn end
  local key = queue .. '\0' .. lane
  local last = lanes[key]
  if not last then last = tonumber(call('ZSCORE', stem .. 'lanes:' .. queue, lane) or turn - 1) end
  local rank = last + 1 > turn and last + 1 or turn
  lanes[key] = rank
  call('ZADD', stem .. 'lanes:' .. queue, rank, lane)
  return rank
end

-- Rank and place of a new entry.
local function entryOf(queue, lane, place)
  return pack('>I6I6', rankOf(queue, lane), place)
end

-- Enters an id; until its time it is hidden.
local function enqueue(queue, priority, entry, id, due, now)
  note(queue)
  if due > now then
    add('hidden', due, hiddenMember(NOBODY, entry .. id, priority, queue))
  else
    add(queueKey(queue), 0 - priority, entry .. id)
  end
end

-- Takes the entry of an invocation out, wherever it waits.
local function unqueue(queue, priority, entry, id, due)
  if entry == NOWHERE then return end
  remove(queueKey(queue), entry .. id)
  if due > 0 then remove('hidden', hiddenMember(NOBODY, entry .. id, priority, queue)) end
end

-- Which entry an id has, for promotions. Of a co-located queue the invocations know.
local function noteEntries(ids, entries, queues)
  local arguments = {}
  for i = 1, #ids do
    arguments[#arguments + 1] = ids[i]
    arguments[#arguments + 1] = entries[i] .. queues[i]
  end
  many('HSET', stem .. 'entries', arguments)
end

-- Shows what has fallen due, and what was received and not acknowledged in time, at its old place.
local function showDue(now, colocated)
  for _ = 1, 20 do
    local members = call('ZRANGEBYSCORE', stem .. 'hidden', '-inf', now, 'LIMIT', 0, 500)
    if #members == 0 then return end
    local lists, ids, entries, queues = {}, {}, {}, {}
    for i = 1, #members do
      local member = members[i]
      local queue = sub(member, 43)
      local list = lists[queue]
      if not list then
        list = {}
        lists[queue] = list
      end
      list[#list + 1] = 0 - parse('<d', member, 35)
      list[#list + 1] = sub(member, 7, 34)
      ids[i], entries[i], queues[i] = sub(member, 19, 34), sub(member, 7, 18), queue
    end
    for queue, list in pairs(lists) do
      note(queue)
      many('ZADD', stem .. queueKey(queue), list)
    end
    if not colocated then noteEntries(ids, entries, queues) end
    many('ZREM', stem .. 'hidden', members)
  end
end

-- Microseconds until something hidden shows, or -1.
local function nextShown(now)
  local first = call('ZRANGE', stem .. 'hidden', 0, 0, 'WITHSCORES')
  if #first == 0 then return -1 end
  local left = math.ceil(tonumber(first[2]) - now)
  return left > 0 and left or 0
end

-- The names from an argument on; all there are when none is given.
local function wanted(from)
  local names = {}
  for i = from, #ARGV do names[#names + 1] = ARGV[i] end
  if #names == 0 then
    names = call('SMEMBERS', stem .. 'queues')
    names[#names + 1] = ''
  end
  return names
end

-- True when the first of one queue comes before the first of another.
local function before(left, right)
  if left.score ~= right.score then return left.score < right.score end
  if left.rank ~= right.rank then return left.rank < right.rank end
  return left.place < right.place
end

local function firstOf(queue)
  local key = stem .. queueKey(queue)
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if #first == 0 then return nil end
  local rank, place = parse('>I6I6', first[1])
  return { key = key, queue = queue, member = first[1], score = tonumber(first[2]), rank = rank, place = place }
end

-- Takes up to a number of entries out, in order over all wanted queues: their members, scores and queues.
local function popEntries(names, most)
  local members, scores, queues = {}, {}, {}
  local function popAll(queue)
    local found = call('ZPOPMIN', stem .. queueKey(queue), most - #members)
    for i = 1, #found, 2 do
      members[#members + 1] = found[i]
      scores[#members] = tonumber(found[i + 1])
      queues[#members] = queue
    end
  end
  if #names == 1 then
    popAll(names[1])
    return members, scores, queues
  end
  local heads = {}
  for i = 1, #names do heads[#heads + 1] = firstOf(names[i]) end
  while #heads > 1 and #members < most do
    local best = 1
    for i = 2, #heads do
      if before(heads[i], heads[best]) then best = i end
    end
    local head = heads[best]
    call('ZREM', head.key, head.member)
    members[#members + 1] = head.member
    scores[#members] = head.score
    queues[#members] = head.queue
    local following = firstOf(head.queue)
    if following then
      heads[best] = following
    else
      table.remove(heads, best)
    end
  end
  if #heads == 1 and #members < most then popAll(heads[1].queue) end
  return members, scores, queues
end

local function pop(names, most)
  local members, scores, queues = popEntries(names, most)
  if #members == 0 then return members, scores, queues end
  -- The last of each queue tells whose turn it is now.
  local ranks = {}
  for i = 1, #members do
    if sub(members[i], 1, 6) ~= NOBODY then
      local rank = parse('>I6', members[i])
      if rank > (ranks[queues[i]] or 0) then ranks[queues[i]] = rank end
    end
  end
  for queue, rank in pairs(ranks) do
    if rank > tonumber(call('HGET', stem .. 'turns', queue) or 0) then call('HSET', stem .. 'turns', queue, rank) end
  end
  if call('EXISTS', stem .. 'entries') == 1 then
    local ids = {}
    for i = 1, #members do ids[i] = sub(members[i], 13, 28) end
    many('HDEL', stem .. 'entries', ids)
  end
  return members, scores, queues
end
