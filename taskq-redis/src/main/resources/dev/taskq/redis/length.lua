-- Counts hints.
--
-- Guarantee: one view of all types at one moment; writes nothing. What was delivered and not acknowledged counts.
-- KEYS:    the stream of each type
-- Returns: for each stream its length, 0 where there is none

local lengths = {}
for position, stream in ipairs(KEYS) do
  lengths[position] = redis.call('XLEN', stream)
end
return lengths
