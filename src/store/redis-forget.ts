import { COUNTS } from '../core/state.ts';
import { partOf } from './redis-member.ts';
import { DEAD_MAX } from './store.ts';

/** What a commit forgets; needs DIGITS, ITEMS and SETTLED. */
export const FORGET = `
-- The oldest ones, where there are too many.
local function forgetLetters(scope)
  local over = redis.call('ZCARD', scope .. ':letters') - ${DEAD_MAX}
  if over <= 0 then return end
  for _, letter in ipairs(redis.call('ZRANGE', scope .. ':letters', 0, over - 1)) do
    redis.call('HDEL', scope .. ':dead', letter)
    redis.call('HDEL', scope .. ':bytes', letter)
    redis.call('ZREM', scope .. ':letters', letter)
  end
  redis.call('INCRBY', scope .. ':forgottenLetters', over)
end

-- Of all partitions, and up to where they went, for those who read rows as they close.
local function forgetRows(scope, keep)
  local first = redis.call('ZRANGE', scope .. ':closing', 0, 0)[1]
  if keep == '' or not first then return end
  local before = settled(scope) - tonumber(keep)
  if string.sub(first, 1, 16) >= digits(before) then return end
  local gone = redis.call('ZRANGEBYLEX', scope .. ':closing', '-', '(' .. digits(before))
  for _, closing in ipairs(gone) do
    local member = string.sub(closing, 17)
    redis.call('HDEL', scope .. ':rows', member)
    redis.call('ZREM', scope .. ':starting', member)
    redis.call('ZREM', scope .. ':closing', closing)
  end
  if #gone > 0 then redis.call('SET', scope .. ':forgotten', gone[#gone]) end
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
      if name ~= id .. '\\0\\0${partOf(COUNTS)}' then
        redis.call('UNLINK', scope .. ':cells:' .. name)
        redis.call('SREM', scope .. ':names:' .. id, name)
      end
    end
  end
  forget(partition)
  for parent in items(redis.call('HGET', scope .. ':parents', partition)) do forget(parent) end
end`;
