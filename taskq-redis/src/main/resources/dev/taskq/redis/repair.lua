-- Removes keys that cannot be used: keys of a wrong kind, a stream that can number no further entry, a cursor that is not an
-- entry id. Only taskq writes under these names, and it makes their content again.
--
-- Guarantee: a usable key is not changed.
-- KEYS:    any keys of types, streams, wake-ups, cursors and turns
-- Returns: the removed keys

local LAST_ID = '18446744073709551615-18446744073709551615'
local LONGEST_NUMBER = 19 -- one digit fewer than the largest
local removed = {}

local function is_of_another_kind(reply)
  return type(reply) == 'table' and reply.err and string.find(reply.err, 'WRONGTYPE', 1, true)
end

local function is_full(about)
  for f = 1, #about, 2 do
    if about[f] == 'last-generated-id' then
      return about[f + 1] == LAST_ID
    end
  end
  return false
end

local unusable = {
  s = function(key)
    local about = redis.pcall('XINFO', 'STREAM', key)
    return is_of_another_kind(about) or is_full(about)
  end,
  b = function(key)
    return is_of_another_kind(redis.pcall('LLEN', key))
  end,
  c = function(key)
    local cursor = redis.pcall('GET', key)
    if type(cursor) ~= 'string' then
      return is_of_another_kind(cursor)
    end
    local millis, number = string.match(cursor, '^(%d+)%-(%d+)$')
    return not millis or #millis > LONGEST_NUMBER or #number > LONGEST_NUMBER
  end,
}

for _, key in ipairs(KEYS) do
  local check = unusable[string.match(key, '}:(%a):')]
  if check and check(key) then
    redis.call('UNLINK', key)
    removed[#removed + 1] = key
  end
end
return removed
