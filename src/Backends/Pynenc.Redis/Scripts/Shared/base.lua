-- KEYS[1] is the stem of every key of one application, pynenc:{app}: and so in one slot of a cluster with all of them.
local stem = KEYS[1]
local call, sub, byte, char, concat = redis.call, string.sub, string.byte, string.char, table.concat
local pack, parse, floor = struct.pack, struct.unpack, math.floor

-- Microseconds since 1970: by the application's clock when it gives one, by the server's otherwise.
local function clock(given)
  if given ~= '' then return tonumber(given) end
  local t = call('TIME')
  return t[1] * 1000000 + t[2]
end

-- Microseconds since 1970 of a time as it is stored: ticks of 100 ns since the year 1.
local function micros(text, at)
  return (parse('<i8', text, at) - 621355968000000000) / 10
end

-- The stored form of a time in microseconds. In two halves, because a number holds 53 bits of the 60 that it takes.
local function ticks(time)
  local high = floor(time / 4294967296)
  local low = (time - high * 4294967296) * 10 + 4155867136
  local carry = floor(low / 4294967296)
  return pack('<I4I4', low - carry * 4294967296, high * 10 + 144670709 + carry)
end

-- A command with many arguments, in pieces that Lua's stack takes.
local function many(command, key, arguments)
  local count = #arguments
  for first = 1, count, 4000 do
    local last = first + 3999
    if last > count then last = count end
    call(command, key, unpack(arguments, first, last))
  end
end

-- Tells every process; the sender, whose mark it bears, passes over it.
local function tell(word, sender, text)
  call('PUBLISH', stem .. 'signal', word .. sender .. (text or ''))
end
