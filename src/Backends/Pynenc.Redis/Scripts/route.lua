-- uses: base index queue
-- Enters ids into their queues, in order: id, due time, priority, queue and lane, each with its length before it (0 for the default
-- queue, and for no lane).
local now, sender, blob, count = clock(ARGV[1]), ARGV[2], ARGV[3], tonumber(ARGV[4])
local place = call('INCRBY', stem .. 'seq', count) - count
local ids, entries, queues = {}, {}, {}
local at, total = 1, #blob
while at <= total do
  local id, due, priority, length = parse('<c16ddB', blob, at)
  local queue = sub(blob, at + 33, at + 32 + length)
  at = at + 33 + length
  length = byte(blob, at)
  local lane = sub(blob, at + 1, at + length)
  at = at + 1 + length
  place = place + 1
  local entry = entryOf(queue, lane, place)
  enqueue(queue, priority, entry, id, due, now)
  if due <= now then
    ids[#ids + 1], entries[#ids + 1], queues[#ids + 1] = id, entry, queue
  end
end
saveIndex()
noteEntries(ids, entries, queues)
tell('w', sender)
