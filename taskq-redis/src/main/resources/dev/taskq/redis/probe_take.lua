-- Does what taking and acknowledging hints do, to find out whether Redis would. Adds nothing: a full Redis lets hints be taken.
--
-- Guarantee: leaves nothing behind.
-- KEYS:    a stream, a bell, a cursor and a turn that belong to no type, and are not there
-- Returns: nothing

local GROUP, CONSUMER = 'taskq', 'agents'
local stream, bell, cursor, turn = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

-- There is no group, as it should be. An error names the command, which Redis may not do.
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
redis.call('DEL', bell)
return {}
