-- Drops all that there is of a type.
--
-- Guarantee: all of it or nothing; the memory is freed outside the main thread. Entries that come later are numbered
-- behind those dropped: an acknowledgement of an old one must never remove a new one, and within one millisecond, or
-- after a step back of the clock, Redis would give the same numbers again.
-- KEYS:    stream, bell, cursor, turn
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
