-- Drops all that there is of a type.
--
-- Guarantee: all of it or nothing; the memory is freed outside the main thread.
-- KEYS:    stream, bell, cursor, turn
-- Returns: nothing

redis.call('UNLINK', unpack(KEYS))
return {}
