-- Adds hints at the end of their types' streams, and rings the wake-ups of the types.
--
-- Guarantee: all hints are added or none. A type that gets hints has a token. It gets one only if it had none.
-- KEYS:    for each type: stream, wake-ups
-- ARGV:    for each type: the number of its hints, and for each hint: task id, stamp in microseconds
-- Returns: nothing

local at = 1
for k = 1, #KEYS, 2 do
  local stream, wake_up = KEYS[k], KEYS[k + 1]
  local hints = tonumber(ARGV[at])
  at = at + 1
  for _ = 1, hints do
    redis.call('XADD', stream, '*', 'i', ARGV[at], 'h', ARGV[at + 1])
    at = at + 2
  end
  if redis.call('LLEN', wake_up) == 0 then
    redis.call('LPUSH', wake_up, '1')
  end
end
return {}
