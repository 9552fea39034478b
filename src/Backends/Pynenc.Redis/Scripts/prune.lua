-- uses: base invocation index queue limits references forget
-- Removes ended invocations, those that ended first in front. Looks only at the front of what ended in each status. Returns how many were
-- removed, and 1 when there may be more.
local now, before, limit = clock(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
for _, key in ipairs(call('ZRANGEBYSCORE', stem .. 'rates', '-inf', now, 'LIMIT', 0, 100)) do
  call('UNLINK', stem .. 'rate:' .. key)
  call('ZREM', stem .. 'rates', key)
end
for _, key in ipairs(call('ZRANGEBYSCORE', stem .. 'kept', '-inf', now, 'LIMIT', 0, 100)) do
  call('HDEL', stem .. 'reserved', key)
  call('ZREM', stem .. 'kept', key)
end

local lists = {}
for i = 4, #ARGV do
  local list = { key = stem .. 'ended:' .. ARGV[i], status = tonumber(ARGV[i]), ids = {}, times = {}, at = 1 }
  list.numbers = call('LRANGE', list.key, 0, limit - 1)
  for n = 1, #list.numbers do list.ids[n] = idAt(list.numbers[n]) end
  load(list.ids)
  for n = 1, #list.ids do
    local hot = hots[list.ids[n]]
    -- One that was removed already, and perhaps published anew, is only struck off the list.
    if hot and byte(hot, 1) == list.status and parse('<I6', hot, 61) == tonumber(list.numbers[n]) then
      list.times[n] = micros(hot, 79 + parse('<H', hot, 75))
    else
      list.times[n] = -math.huge
    end
  end
  lists[#lists + 1] = list
end

local removedNow, looked = 0, 0
while looked < limit do
  local first
  for i = 1, #lists do
    local list = lists[i]
    local time = list.times[list.at]
    if time and time < before and (not first or time < first.times[first.at]) then first = list end
  end
  if not first then break end
  looked = looked + 1
  if first.times[first.at] > -math.huge and forget(first.ids[first.at], false) then removedNow = removedNow + 1 end
  first.at = first.at + 1
end
for i = 1, #lists do
  if lists[i].at > 1 then call('LTRIM', lists[i].key, lists[i].at - 1, -1) end
end
if removedNow > 0 then saveForgotten() end
return { removedNow, looked == limit and 1 or 0 }
