-- Counts hints.
--
-- Guarantee: all types are read at one moment, and nothing is written. Hints that were delivered and not acknowledged count.
-- KEYS:    the stream of each type
-- Returns: for each stream its length, 0 if it does not exist

local lengths = {}
for position, stream in ipairs(KEYS) do
  lengths[position] = redis.call('XLEN', stream)
end
return lengths
