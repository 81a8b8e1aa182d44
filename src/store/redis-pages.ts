import { CURRENT, script } from './redis-script.ts';

/** Scripts that read, each from one moment. */

/**
 * Up to so many rows of an order, as members and values one behind the other, then the last place that was forgotten,
 * then the member behind which the next page begins; that is empty at the end. `skip`: digits in front of the members.
 */
export const ROWS = script(
  'reads',
  [],
  `
local scope, order, from, to, key = KEYS[1], ARGV[1], ARGV[3], ARGV[4], ARGV[5]
local skip, limit = tonumber(ARGV[2]), tonumber(ARGV[6])
local members = redis.call('ZRANGEBYLEX', scope .. ':' .. order, from, to, 'LIMIT', 0, limit)
local rows = {}
for _, found in ipairs(members) do
  local member = string.sub(found, skip + 1)
  if key == '' or string.sub(member, 17, 16 + #key) == key then
    rows[#rows + 1] = member
    rows[#rows + 1] = redis.call('HGET', scope .. ':rows', member)
  end
end
return { rows, redis.call('GET', scope .. ':forgotten') or '', #members == limit and members[limit] or '' }
`,
);

/** Counters of all partitions, as names and values one behind the other. */
export const COUNTS = script(
  'reads',
  [],
  `
local scope, counts = KEYS[1], {}
for _, id in ipairs(redis.call('HKEYS', scope .. ':parents')) do
  for _, one in ipairs(redis.call('HGETALL', scope .. ':cells:' .. id .. '\\0\\0' .. ARGV[1])) do
    counts[#counts + 1] = one
  end
end
return counts
`,
);

/** Of the current version, behind a number: number, id, what is told of it, and its bytes. */
export const LETTERS = script(
  'reads',
  [CURRENT],
  `
local scope, letters = current(KEYS[1]), {}
if not scope then return letters end
local page = { '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2] }
local found = redis.call('ZRANGEBYSCORE', scope .. ':letters', unpack(page))
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
return scope and redis.call('GET', scope .. ':forgottenLetters') or '0'
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
