-- Finds the stamps of the oldest hints.
--
-- Guarantee: all types are read at one moment, and nothing is written. An entry that is in no list (acknowledged by hand and not
-- removed) does not count by itself. Neither does one that was removed by hand and is still in a list.
-- KEYS:    the stream of each type
-- Returns: for each type up to two pairs: its position (from 1), stamp in microseconds. One is the oldest hint that was delivered
--          and not acknowledged, the other the first that is not delivered yet

local GROUP = 'taskq'
local LARGEST = '9223372036854775807'
local found = {}

local function is_long(text)
  local digits = string.match(text, '^%-?(%d+)$')
  return digits and (#digits < #LARGEST or (#digits == #LARGEST and digits <= LARGEST))
end

local function stamp(entry)
  local id, hinted
  for f = 1, #entry[2], 2 do
    if entry[2][f] == 'i' then
      id = entry[2][f + 1]
    elseif entry[2][f] == 'h' then
      hinted = entry[2][f + 1]
    end
  end
  return id and is_long(id) and hinted and is_long(hinted) and hinted
end

-- Adds the stamp of the first hint. Skips at most a hundred entries that are not hints; the next take removes them.
local function add(position, stream, from, to)
  for _, number in ipairs({ 1, 100 }) do
    local entries = redis.call('XRANGE', stream, from, to, 'COUNT', number)
    for _, entry in ipairs(entries) do
      local hinted = stamp(entry)
      if hinted then
        found[#found + 1] = position
        found[#found + 1] = hinted
        return
      end
    end
    if #entries < number then
      return
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
        add(position, stream, oldest, last)
      end
      add(position, stream, '(' .. last, '+')
    else
      add(position, stream, '-', '+')
    end
  end
end
return found
