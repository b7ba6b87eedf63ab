-- Acknowledges hints, and takes others without waiting: old hints (delivered, and not acknowledged in time) and new ones.
--
-- Guarantee: an acknowledged entry is removed from its stream and from the list of delivered entries. Taken are at most ARGV[1]
-- hints over all types. At most half of them, but at least one, may be old. If only one may be taken, old and new hints take
-- turns; if there is no hint of the kind whose turn it is, one of the other kind is taken. The hints of a type are in the order of
-- its stream. If fewer than ARGV[1] are found, no new hint is left, unless the call met more invalid entries than it removes. If
-- none is left, all wake-up tokens are removed, so that they wake no agent in vain. Otherwise each type with a new entry that is left
-- has a token, which wakes the next agent, or two if it has more than ARGV[1]. A stream without a group gets one that begins at
-- its first entry.
-- KEYS:    for each type, in the order of serving: stream, wake-ups, cursor, turn
--            cursor: where the next scan for old hints begins, because one scan covers only ten times its COUNT
--            turn:   exists while the last hint that was taken alone was an old one
--          then the stream of each type that has acknowledged hints
-- ARGV[1]: the most hints, 1 or more
-- ARGV[2]: for how long a delivery must have been idle to count as old, in milliseconds
-- ARGV[3]: the number of types to take from
-- ARGV:    then, for each stream with acknowledged hints: the number of its entries, and the entries
-- Returns: for each hint: position of its type (from 1), entry, task id, stamp in microseconds

local GROUP, CONSUMER = 'taskq', 'agents'
local MOST_ARGUMENTS = 1000 -- Lua's stack holds a few thousand
local LARGEST = '9223372036854775807'
local MOST_TOKENS = 2
local most, idle, types = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local last_key = 4 * types
local taken, count = {}, 0
local reads_left = 1000 + types -- entries that are not hints must not hide the hints behind them, and must not occupy Redis for long

local at = 4
for k = last_key + 1, #KEYS do
  local last = at + tonumber(ARGV[at])
  for from = at + 1, last, MOST_ARGUMENTS do
    local to = math.min(last, from + MOST_ARGUMENTS - 1)
    redis.call('XDEL', KEYS[k], unpack(ARGV, from, to))
    redis.call('XACK', KEYS[k], GROUP, unpack(ARGV, from, to))
  end
  at = last + 1
end

-- An idle agent finds all streams empty every second. That must cost only one command for each type.
local filled = {}
for k = 1, last_key, 4 do
  if redis.call('XLEN', KEYS[k]) > 0 then
    filled[#filled + 1] = k
  end
end

-- An error names the command, because Redis may not name it.
local function with_group(stream, command, ...)
  local reply = redis.pcall(command, ...)
  if type(reply) == 'table' and reply.err and string.find(reply.err, 'NOGROUP', 1, true) then
    redis.call('XGROUP', 'CREATE', stream, GROUP, '0', 'MKSTREAM')
    reply = redis.pcall(command, ...)
  end
  if type(reply) == 'table' and reply.err then
    error({ err = reply.err .. ' (' .. command .. ')' })
  end
  return reply
end

local function is_long(text)
  local digits = text and string.match(text, '^%-?(%d+)$')
  return digits and (#digits < #LARGEST or (#digits == #LARGEST and digits <= LARGEST))
end

-- Removes an entry that is not a hint at once; otherwise it would be delivered again every second for ever. Returns the number
-- of kept hints, and whether any entry was removed.
local function keep(position, stream, entries)
  local before, refused = count, false
  for _, entry in ipairs(entries) do
    local id, hinted
    for f = 1, #entry[2], 2 do
      local field, value = entry[2][f], entry[2][f + 1]
      if field == 'i' then
        id = value
      elseif field == 'h' then
        hinted = value
      end
    end
    if is_long(id) and is_long(hinted) then
      local at = #taken
      taken[at + 1], taken[at + 2], taken[at + 3], taken[at + 4] = position, entry[1], id, hinted
      count = count + 1
    else
      redis.call('XDEL', stream, entry[1])
      redis.call('XACK', stream, GROUP, entry[1])
      refused = true
    end
  end
  return count - before, refused
end

local function take_old(bound)
  for _, k in ipairs(filled) do
    if count >= bound then
      break
    end
    local stream, cursor = KEYS[k], KEYS[k + 2]
    local from = redis.call('GET', cursor)
    local reply = with_group(stream, 'XAUTOCLAIM', stream, GROUP, CONSUMER, idle, from or '0-0', 'COUNT', bound - count)
    if reply[1] ~= '0-0' then
      redis.call('SET', cursor, reply[1])
    elseif from then
      redis.call('DEL', cursor)
    end
    if keep((k + 3) / 4, stream, reply[2]) > 0 and most == 1 then
      redis.call('SET', KEYS[k + 3], '1')
    end
  end
end

local function take_fresh()
  for _, k in ipairs(filled) do
    if count >= most then
      break
    end
    local stream, refused = KEYS[k], true
    while refused and count < most and reads_left > 0 do
      reads_left, refused = reads_left - 1, false
      local reply = with_group(
        stream, 'XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', most - count, 'STREAMS', stream, '>')
      if reply then
        _, refused = keep((k + 3) / 4, stream, reply[1][2])
      end
    end
  end
end

local function turn_of_fresh()
  for k = 4, last_key, 4 do
    if redis.call('EXISTS', KEYS[k]) == 1 then
      return true
    end
  end
  return false
end

if most == 1 and #filled > 0 and turn_of_fresh() then
  take_fresh()
  if count == 0 then
    take_old(1)
  else
    for k = 4, last_key, 4 do
      redis.call('DEL', KEYS[k])
    end
  end
else
  take_old(math.max(1, math.floor(most / 2)))
  take_fresh()
end

-- Returns how many agents are to be woken. What was delivered is in the list of the group until it is acknowledged, and leaves the
-- stream with its acknowledgement. So what comes after the last of the list is new, and so is all if the list is empty. An entry
-- that another hand acknowledged without removing it counts as new, and wakes agents in vain.
local function wakes_for_the_rest(stream)
  local pending = with_group(stream, 'XPENDING', stream, GROUP)
  local after = pending[3] and '(' .. pending[3] or '-'
  if #redis.call('XRANGE', stream, after, '+', 'COUNT', 1) == 0 then
    return 0
  end
  -- Each agent that is woken wakes two, so that many start after few links of this chain.
  return redis.call('XLEN', stream) - pending[1] > most and MOST_TOKENS or 1
end

if count < most and reads_left > 0 then
  local wake_ups = {}
  for k = 2, last_key, 4 do
    wake_ups[#wake_ups + 1] = KEYS[k]
  end
  for from = 1, #wake_ups, MOST_ARGUMENTS do
    redis.call('DEL', unpack(wake_ups, from, math.min(#wake_ups, from + MOST_ARGUMENTS - 1)))
  end
else
  for _, k in ipairs(filled) do
    local tokens = redis.call('LLEN', KEYS[k + 1])
    if tokens < MOST_TOKENS then
      for _ = tokens + 1, wakes_for_the_rest(KEYS[k]) do
        redis.call('LPUSH', KEYS[k + 1], '1')
      end
    end
  end
end
return taken
