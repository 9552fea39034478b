-- uses: base index queue
-- Enters ids into their queues, in order: id, due time, priority, length of the queue's name (0 for the default one), the name.
local now, sender, blob = clock(ARGV[1]), ARGV[2], ARGV[3]
local count = tonumber(ARGV[4])
local place = call('INCRBY', stem .. 'seq', count) - count
local at, total = 1, #blob
while at <= total do
  local id, due, priority, length = parse('<c16ddB', blob, at)
  local queue = sub(blob, at + 33, at + 32 + length)
  at = at + 33 + length
  place = place + 1
  enqueue(queue, priority, pack('>I6I6', 0, place), id, due, now)
end
saveIndex()
tell('w', sender)
