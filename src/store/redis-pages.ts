import { DIGITS, END_IN_LUA } from './redis-member.ts';
import { ROW_LAYOUT } from './redis-row.ts';
import { CURRENT, script } from './redis-script.ts';

/** Scripts that read, each from one moment. */

/**
 * Of so many rows of an order those that are wanted, as members and values one behind the other, then the last place
 * that was forgotten, then the member behind which the next page begins, and its place in closing order; both are empty
 * at the end. `skip`: digits in front of the members. What is forgotten and not yet removed is not there.
 */
export const ROWS = script(
  'reads',
  [ROW_LAYOUT],
  `
local scope, order, from, to, key = KEYS[1], ARGV[1], ARGV[3], ARGV[4], ARGV[5]
local skip, limit = tonumber(ARGV[2]), tonumber(ARGV[6])
local forgotten, going = unpack(redis.call('HMGET', scope .. ':marks', 'forgotten', 'going'))
if going and order == 'closing' and from == '-' then from = '[' .. going end
local members = redis.call('ZRANGEBYLEX', scope .. ':' .. order, from, to, 'LIMIT', 0, limit)
local rows = {}
for _, found in ipairs(members) do
  local member = string.sub(found, skip + 1)
  if key == '' or string.sub(member, ${DIGITS + 1}, ${DIGITS} + #key) == key then
    local value = redis.call('HGET', scope .. ':rows', member)
    if not going or closesOf(value) >= going then
      rows[#rows + 1] = member
      rows[#rows + 1] = value
    end
  end
end
local last, place = members[limit] or '', ''
if last ~= '' then
  local member = string.sub(last, skip + 1)
  place = closesOf(redis.call('HGET', scope .. ':rows', member)) .. member
end
return { rows, forgotten or '', last, place }
`,
);

/** Counters of all partitions, as names and values one behind the other. */
export const COUNTERS = script(
  'reads',
  [],
  `
local scope, counts = KEYS[1], {}
for _, id in ipairs(redis.call('HKEYS', scope .. ':parents')) do
  for _, one in ipairs(redis.call('HGETALL', scope .. ':cells:' .. id .. ${END_IN_LUA} .. ARGV[1])) do
    counts[#counts + 1] = one
  end
end
return counts
`,
);

/** Of the current version, behind a number, by their order or against it: number, id, what is told of it, its bytes. */
export const LETTERS = script(
  'reads',
  [CURRENT],
  `
local scope, letters = current(KEYS[1]), {}
if not scope then return letters end
local order, behind, page = scope .. ':letters', '(' .. ARGV[1], { 'WITHSCORES', 'LIMIT', 0, ARGV[2] }
local found
if ARGV[3] == '1' then found = redis.call('ZREVRANGEBYSCORE', order, '+inf', behind, unpack(page))
else found = redis.call('ZRANGEBYSCORE', order, behind, '+inf', unpack(page)) end
for i = 1, #found, 2 do
  local id, number = found[i], found[i + 1]
  letters[#letters + 1] = {
    number, id, redis.call('HGET', scope .. ':dead', id), redis.call('HGET', scope .. ':bytes', id)
  }
end
return letters
`,
);

/** Of the current version, how many were forgotten. */
export const FORGOTTEN_LETTERS = script(
  'reads',
  [CURRENT],
  `
local scope = current(KEYS[1])
return scope and redis.call('HGET', scope .. ':marks', 'forgottenLetters') or '0'
`,
);

/** Messages to one destination, in the order of their commits: id and value. */
export const MESSAGES = script(
  'reads',
  [],
  `
local pipeline, to, limit, messages = KEYS[1], ARGV[1], tonumber(ARGV[2]), {}
for _, id in ipairs(redis.call('ZRANGE', pipeline .. ':outbox:' .. to, 0, limit - 1)) do
  messages[#messages + 1] = { id, redis.call('HGET', pipeline .. ':outbox', id) }
end
return messages
`,
);
