-- Adds hints at the end of their types' streams and rings the types' bells.
--
-- Guarantee: all hints are added or none. A bell gets at most one token a hint and never holds more than ARGV[1].
-- KEYS:    for each type: stream, bell
-- ARGV[1]: the most tokens that wait on one bell
-- ARGV:    then for each type: the number of its hints, and for each of them: task id, stamp in microseconds
-- Returns: nothing

local most = tonumber(ARGV[1])
local at = 2
for k = 1, #KEYS, 2 do
  local stream, bell = KEYS[k], KEYS[k + 1]
  local hints = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, hints do
    redis.call('XADD', stream, '*', 'i', ARGV[at], 'h', ARGV[at + 1])
    at = at + 2
  end
  local tokens = {}
  for t = 1, math.min(hints, most - redis.call('LLEN', bell)) do
    tokens[t] = '1'
  end
  if #tokens > 0 then
    redis.call('LPUSH', bell, unpack(tokens))
  end
end
return {}
