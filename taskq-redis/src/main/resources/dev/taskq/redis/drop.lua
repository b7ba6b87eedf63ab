-- Drops all keys of a type.
--
-- Guarantee: all keys or none. The memory is freed outside the main thread. Later entries get ids behind the dropped ones,
-- because an acknowledgement of an old entry must never remove a new one. Without that, Redis would give the same ids again
-- within one millisecond, or after a step back of the clock.
-- KEYS:    stream, wake-ups, cursor, turn
-- Returns: nothing

local GROUP = 'taskq'
local stream = KEYS[1]
local last

local about = redis.pcall('XINFO', 'STREAM', stream)
for f = 1, #about, 2 do
  if about[f] == 'last-generated-id' then
    last = about[f + 1]
  end
end
redis.call('UNLINK', unpack(KEYS))
if last then
  redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
  redis.call('XSETID', stream, last)
end
return {}
