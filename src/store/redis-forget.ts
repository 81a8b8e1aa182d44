import { COUNTS } from '../core/state.ts';
import { END_IN_LUA, partOf } from './redis-member.ts';
import { DEAD_MAX } from './store.ts';

/**
 * Rows, or dead letters, that one commit removes beyond as many as it writes: nobody is served meanwhile. Where more
 * are forgotten at once all of them are hidden, and later commits remove them.
 */
export const FORGET_MAX = 10_000;

/** Removes what is hidden already; gives whether there is more. Needs ROW_LAYOUT. */
export const REMOVE_ROWS = `
local function removeRows(scope, most)
  local marks = scope .. ':marks'
  local going = redis.call('HGET', marks, 'going')
  if not going then return false end
  local gone = redis.call('ZRANGEBYLEX', scope .. ':closing', '-', '(' .. going, 'LIMIT', 0, most)
  for _, closing in ipairs(gone) do
    local member = memberIn(closing)
    redis.call('HDEL', scope .. ':rows', member)
    redis.call('ZREM', scope .. ':starting', member)
    redis.call('ZREM', scope .. ':closing', closing)
    redis.call('SREM', scope .. ':open:' .. partitionOf(member), member)
  end
  if #gone == most then return true end
  redis.call('HDEL', marks, 'going')
  return false
end`;

/** What a commit forgets; needs DIGITS, ITEMS, SETTLED, ROW_LAYOUT and REMOVE_ROWS. */
export const FORGET = `
-- The oldest ones, where there are too many.
local function forgetLetters(scope, most)
  local over = math.min(redis.call('ZCARD', scope .. ':letters') - ${DEAD_MAX}, most)
  if over <= 0 then return end
  for _, letter in ipairs(redis.call('ZRANGE', scope .. ':letters', 0, over - 1)) do
    redis.call('HDEL', scope .. ':dead', letter)
    redis.call('HDEL', scope .. ':bytes', letter)
    redis.call('ZREM', scope .. ':letters', letter)
  end
  redis.call('HINCRBY', scope .. ':marks', 'forgottenLetters', over)
end

-- Of all partitions at once: those that close before \`going\` are hidden until they are removed. Up to where they went
-- is for those who read rows as they close.
local function forgetRows(scope, keep)
  local first = redis.call('ZRANGE', scope .. ':closing', 0, 0)[1]
  if keep == '' or not first then return end
  local before = digits(settled(scope) - tonumber(keep))
  local going = redis.call('HGET', scope .. ':marks', 'going')
  if closesOf(first) >= before or (going and going >= before) then return end
  local last = redis.call('ZREVRANGEBYLEX', scope .. ':closing', '(' .. before, '-', 'LIMIT', 0, 1)[1]
  redis.call('HSET', scope .. ':marks', 'forgotten', last, 'going', before)
end

-- As \`spent\` tells it: all of them but the counters.
local function forgetCells(scope, partition)
  local children, parents = {}, redis.call('HGETALL', scope .. ':parents')
  for i = 1, #parents, 2 do
    for parent in items(parents[i + 1]) do
      children[parent] = children[parent] or {}
      table.insert(children[parent], parents[i])
    end
  end
  local function isSpent(id)
    if not children[id] or redis.call('HEXISTS', scope .. ':ended', id) == 0 then return false end
    for _, child in ipairs(children[id]) do
      if redis.call('HEXISTS', scope .. ':commits', child) == 0 then return false end
    end
    return true
  end
  local function forget(id)
    if not isSpent(id) then return end
    for _, name in ipairs(redis.call('SMEMBERS', scope .. ':names:' .. id)) do
      if name ~= id .. ${END_IN_LUA} .. '${partOf(COUNTS)}' then
        redis.call('UNLINK', scope .. ':cells:' .. name)
        redis.call('SREM', scope .. ':names:' .. id, name)
      end
    end
  end
  forget(partition)
  for parent in items(redis.call('HGET', scope .. ':parents', partition)) do forget(parent) end
end`;
