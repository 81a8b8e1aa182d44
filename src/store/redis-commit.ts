import { FORGET, FORGET_MAX, REMOVE_ROWS } from './redis-forget.ts';
import { KEY_WRITES } from './redis-key-writes.ts';
import { END_IN_LUA } from './redis-member.ts';
import { ROW_LAYOUT } from './redis-row.ts';
import { DIGITS, ITEMS, SETTLED, script } from './redis-script.ts';
import { STATE_WRITES } from './redis-state-writes.ts';
import { SUMS } from './redis-sums.ts';
import { OUTBOX_MAX } from './store.ts';

/** Everything that a commit writes, or nothing where the partition is no longer the task's. */
export const COMMIT = script(
  'writes',
  [DIGITS, ITEMS, SETTLED, SUMS, KEY_WRITES, ROW_LAYOUT, STATE_WRITES, REMOVE_ROWS, FORGET],
  `
local scope, pipeline, owners = KEYS[1], KEYS[2], KEYS[3]
local next = 0
local function arg() next = next + 1; return ARGV[next] end
local function each(body) for _ = 1, tonumber(arg()) do body() end end
-- Where a list of so many arguments each begins and ends, behind the number of its items.
local function list(width)
  local length = tonumber(arg())
  local first = next + 1
  next = next + width * length
  return first, next
end

local id, fence, after, version = arg(), arg(), arg(), arg()
-- Rebuilt, or reset.
if redis.call('HGET', pipeline, 'version') ~= version then return 'moved' end
-- Not on the roster: the store was rolled back to before it was enrolled.
if redis.call('HEXISTS', scope .. ':parents', id) == 0 then return 'moved' end
if redis.call('HGET', scope .. ':fence', id) ~= fence then return 'fenced' end
if (redis.call('HGET', scope .. ':commits', id) or '0') ~= after then return 'moved' end
local name, writes = arg(), {}
each(function()
  local key, expires, publish, takeOver, kind, value = arg(), arg(), arg(), arg(), arg(), arg()
  writes[#writes + 1] = {
    key = key, expires = expires, publish = publish, takeOver = takeOver, kind = kind, value = value
  }
end)
local full
each(function()
  local to = arg()
  local waiting = redis.call('ZCARD', pipeline .. ':outbox:' .. to)
  if waiting >= ${OUTBOX_MAX} then full = { 'full', to, tostring(waiting) } end
end)
if full then return full end
local wrong = forbidden('PUBLISH', pipeline .. ':changed') or refusedKeys(writes, owners, name, scope)
if wrong then return wrong end
-- From here on nothing may fail.
writeKeys(writes, owners, name, scope)
if #writes > 0 then dropOwners(owners, name, pipeline, 2 * #writes + 10) end
redis.call('HINCRBY', scope .. ':commits', id, 1)

local position, watermark, ended, keep = arg(), arg(), arg(), arg()
if position == '' then redis.call('HDEL', scope .. ':position', id)
else redis.call('HSET', scope .. ':position', id, string.sub(position, 2)) end
redis.call('HSET', scope .. ':watermark', id, watermark)
if ended == '1' then redis.call('HSET', scope .. ':ended', id, '1') end

each(function()
  local name = arg()
  local cells = scope .. ':cells:' .. name
  local first, last = list(2)
  if last >= first then redis.call('SADD', scope .. ':names:' .. id, name) end
  putCells(cells, first, last)
  dropCells(cells, list(1))
end)

local first, last = list(2)
putRows(scope, id, first, last)
-- As much as it writes it removes, and some more.
local most = ${FORGET_MAX} + (last - first + 1) / 2

each(function()
  local letter, about, data = arg(), arg(), arg()
  if redis.call('HSETNX', scope .. ':dead', letter, about) == 1 then
    redis.call('HSET', scope .. ':bytes', letter, data)
    redis.call('ZADD', scope .. ':letters', redis.call('HINCRBY', scope .. ':marks', 'lastLetter', 1), letter)
    most = most + 1
  end
end)

each(function()
  local message, to, body = arg(), arg(), arg()
  if redis.call('HSETNX', pipeline .. ':outbox', message, to .. ${END_IN_LUA} .. body) == 1 then
    local number = redis.call('HINCRBY', pipeline, 'lastMessage', 1)
    redis.call('ZADD', pipeline .. ':outbox:' .. to, number, message)
  end
end)

each(function()
  local child, parents = arg(), arg()
  local known = redis.call('HGET', scope .. ':parents', child) or ''
  for parent in items(parents) do
    local isNew = true
    for one in items(known) do if one == parent then isNew = false end end
    -- Another one was over before the pipeline began.
    if isNew and redis.call('HEXISTS', scope .. ':parents', parent) == 1 then
      known = known .. parent .. ${END_IN_LUA}
    end
  end
  redis.call('HSET', scope .. ':parents', child, known)
  local before = redis.call('HGET', scope .. ':watermark', child)
  if not before or tonumber(before) < tonumber(watermark) then
    redis.call('HSET', scope .. ':watermark', child, watermark)
  end
end)

forgetLetters(scope, most)
forgetRows(scope, keep)
removeRows(scope, most)
if after == '0' or ended == '1' then forgetCells(scope, id) end
redis.call('PUBLISH', pipeline .. ':changed', '')
return 'committed'
`,
);
