-- uses: base invocation queue
-- Moves queued ids ahead of their equals; what is not queued, received or not yet due is passed over.
local step, most, blob = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local ids = {}
for at = 1, #blob, 16 do ids[#ids + 1] = sub(blob, at, at + 15) end
local entries = call('HMGET', stem .. 'entries', unpack(ids))
local others = {}
for i = 1, #ids do
  if not entries[i] then others[#others + 1] = ids[i] end
end
load(others)
for i = 1, #ids do
  local hot = hots[ids[i]]
  local entry = entries[i] or (hot and sub(hot, 25, 36) .. (queueOf(hot)))
  if entry then
    local key, member = stem .. queueKey(sub(entry, 13)), sub(entry, 1, 12) .. ids[i]
    local score = tonumber(call('ZSCORE', key, member) or '')
    if score and step - score <= most then call('ZADD', key, score - step, member) end
  end
end
