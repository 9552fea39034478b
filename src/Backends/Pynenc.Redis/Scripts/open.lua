-- uses: base
-- Takes possession of the stem: writes the format's version when there is none, and looks for keys that somebody else has written under
-- our names. Returns the version found, the names of such keys with their types, and what the server says of itself.
local said = {}
for _, section in ipairs({ 'server', 'replication', 'persistence', 'memory' }) do
  local text = redis.pcall('INFO', section)
  if type(text) == 'string' then said[#said + 1] = text end
end
said = concat(said)
if string.find(said, 'role:slave', 1, true) then return { '', '', said } end

local kinds = {
  format = 'string', seq = 'string', mode = 'string', receipt = 'string', count = 'hash', zone = 'hash', entries = 'hash', turns = 'hash', reserved = 'hash', runner = 'hash', refs = 'hash',
  used = 'hash', lease = 'zset', loose = 'zset', marked = 'zset', due = 'zset', hidden = 'zset', unused = 'zset', rates = 'zset', kept = 'zset', gone = 'set', queues = 'set',
  ['queue:default'] = 'zset', ['ids:0'] = 'string', ['status:0'] = 'string', ['task:0'] = 'string',
}
local foreign = {}
for name, kind in pairs(kinds) do
  local found = call('TYPE', stem .. name).ok
  if found ~= 'none' and found ~= kind then foreign[#foreign + 1] = stem .. name .. ' is a ' .. found .. ' and should be a ' .. kind end
end
if #foreign > 0 then return { '', concat(foreign, ', '), said } end
call('SET', stem .. 'format', ARGV[1], 'NX')
return { call('GET', stem .. 'format'), '', said }
