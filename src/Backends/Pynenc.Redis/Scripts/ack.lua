-- uses: base
-- Removes received entries; one that was received again since has another receipt, and stays.
local members = {}
for i = 1, #ARGV do members[i] = ARGV[i] end
many('ZREM', stem .. 'hidden', members)
