-- Runs the commands that take and acknowledge hints, to find out whether Redis accepts them. Adds no hint, because hints can be
-- taken from a full Redis. The token comes last: Redis does not refuse a script for lack of memory after the script has written.
--
-- Guarantee: leaves nothing behind.
-- KEYS:    a stream, a list of wake-ups, a cursor and a turn that belong to no type and do not exist
-- Returns: nothing

local GROUP, CONSUMER = 'taskq', 'agents'
local stream, wake_up, cursor, turn = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

-- The group does not exist, and that error is expected. Any other error names the command, because Redis may not name it.
local function without_group(command, ...)
  local reply = redis.pcall(command, ...)
  if type(reply) == 'table' and reply.err and not string.find(reply.err, 'NOGROUP', 1, true) then
    error({ err = reply.err .. ' (' .. command .. ')' })
  end
end

redis.call('XLEN', stream)
redis.call('EXISTS', turn)
redis.call('GET', cursor)
without_group('XAUTOCLAIM', stream, GROUP, CONSUMER, '0', '0-0', 'COUNT', '1')
without_group('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', '1', 'STREAMS', stream, '>')
redis.call('XDEL', stream, '1-1')
redis.call('XACK', stream, GROUP, '1-1')
without_group('XPENDING', stream, GROUP)
redis.call('XRANGE', stream, '-', '+', 'COUNT', '1')
redis.call('LLEN', wake_up)
redis.call('DEL', wake_up)
redis.call('LPUSH', wake_up, '1')
redis.call('DEL', wake_up)
return {}
