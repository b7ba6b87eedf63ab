-- Finds the stamps of the oldest hints.
--
-- Guarantee: one view of all types at one moment; writes nothing. An entry that is in nobody's list (acknowledged by
-- hand, and not removed) does not count on its own, nor does one that was removed by hand and is still listed.
-- KEYS:    the stream of each type
-- Returns: for each type up to two pairs: its position (from 1), stamp in microseconds. One is the oldest delivered and
--          not acknowledged, the other the first that is not delivered yet

local GROUP = 'taskq'
local LARGEST = '9223372036854775807'
local found = {}

local function is_long(text)
  local digits = string.match(text, '^%-?(%d+)$')
  return digits and (#digits < #LARGEST or (#digits == #LARGEST and digits <= LARGEST))
end

-- An entry that is no hint is passed over; the next take removes it.
local function add(position, entries)
  if entries[1] then
    local fields = entries[1][2]
    for f = 1, #fields, 2 do
      if fields[f] == 'h' and is_long(fields[f + 1]) then
        found[#found + 1] = position
        found[#found + 1] = fields[f + 1]
      end
    end
  end
end

local function last_delivered(stream)
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local name, last
    for f = 1, #group, 2 do
      if group[f] == 'name' then
        name = group[f + 1]
      elseif group[f] == 'last-delivered-id' then
        last = group[f + 1]
      end
    end
    if name == GROUP then
      return last
    end
  end
  return nil
end

for position, stream in ipairs(KEYS) do
  if redis.call('EXISTS', stream) == 1 then
    local last = last_delivered(stream)
    if last then
      local oldest = redis.call('XPENDING', stream, GROUP)[2]
      if oldest then
        add(position, redis.call('XRANGE', stream, oldest, last, 'COUNT', 1))
      end
      add(position, redis.call('XRANGE', stream, '(' .. last, '+', 'COUNT', 1))
    else
      add(position, redis.call('XRANGE', stream, '-', '+', 'COUNT', 1))
    end
  end
end
return found
