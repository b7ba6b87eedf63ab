-- Runs the commands that add a hint, to find out whether Redis accepts them.
--
-- Guarantee: leaves nothing behind if all commands succeed, and at most one entry otherwise.
-- KEYS:    a stream and a list of wake-ups that belong to no type
-- Returns: nothing

-- This is the first command, because Redis does not refuse a script for lack of memory after the script has written.
redis.call('XADD', KEYS[1], 'MAXLEN', '1', '*', 'i', '0', 'h', '0')
redis.call('LLEN', KEYS[2])
redis.call('LPUSH', KEYS[2], '1')
redis.call('UNLINK', KEYS[1], KEYS[2])
return {}
