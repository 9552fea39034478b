-- uses: base index queue
-- Shows received entries again, at their old place; one that was shown or received again since stays as it is.
for i = 2, #ARGV do
  local member = ARGV[i]
  if call('ZREM', stem .. 'hidden', member) == 1 then
    add(keyOf(sub(member, 43)), 0 - parse('<d', member, 35), sub(member, 7, 34))
  end
end
saveIndex()
tell('w', ARGV[1])
