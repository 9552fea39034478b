-- uses: base index queue
-- Shows received entries again, at their old place; one that was shown or received again since stays as it is.
local ids, entries, queues = {}, {}, {}
for i = 2, #ARGV do
  local member = ARGV[i]
  if call('ZREM', stem .. 'hidden', member) == 1 then
    local queue = sub(member, 43)
    add(queueKey(queue), 0 - parse('<d', member, 35), sub(member, 7, 34))
    ids[#ids + 1], entries[#ids + 1], queues[#ids + 1] = sub(member, 19, 34), sub(member, 7, 18), queue
  end
end
saveIndex()
noteEntries(ids, entries, queues)
tell('w', ARGV[1])
