-- Removes hints, from their streams and from the list of delivered entries.
--
-- Guarantee: an entry is removed from both or from neither. Entries that are already gone are skipped.
-- KEYS:    the stream of each type
-- ARGV:    for each stream: the number of its entries, and the entries
-- Returns: nothing

local GROUP = 'taskq'
local MOST_ARGUMENTS = 1000 -- Lua's stack holds a few thousand
local at = 1
for _, stream in ipairs(KEYS) do
  local last = at + tonumber(ARGV[at])
  for from = at + 1, last, MOST_ARGUMENTS do
    local to = math.min(last, from + MOST_ARGUMENTS - 1)
    redis.call('XDEL', stream, unpack(ARGV, from, to))
    redis.call('XACK', stream, GROUP, unpack(ARGV, from, to))
  end
  at = last + 1
end
return {}
