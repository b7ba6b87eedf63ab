-- Adds hints at the end of their types' streams, and wake-up tokens for the types.
--
-- Guarantee: all hints are added or none. A type gets at most one token for each hint, and its list never holds more than
-- ARGV[1].
-- KEYS:    for each type: stream, wake-ups
-- ARGV[1]: the most tokens in one list of wake-ups
-- ARGV:    then, for each type: the number of its hints, and for each hint: task id, stamp in microseconds
-- Returns: nothing

local most = tonumber(ARGV[1])
local at = 2
for k = 1, #KEYS, 2 do
  local stream, wake_up = KEYS[k], KEYS[k + 1]
  local hints = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, hints do
    redis.call('XADD', stream, '*', 'i', ARGV[at], 'h', ARGV[at + 1])
    at = at + 2
  end
  local tokens = {}
  for t = 1, math.min(hints, most - redis.call('LLEN', wake_up)) do
    tokens[t] = '1'
  end
  if #tokens > 0 then
    redis.call('LPUSH', wake_up, unpack(tokens))
  end
end
return {}
