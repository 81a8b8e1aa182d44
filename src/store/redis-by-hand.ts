import { script } from './redis-script.ts';
import { SUMS } from './redis-sums.ts';

/** Scripts about keys of other readers, as people change them. */

/** Nobody changes by hand what a pipeline writes, or what is no text. */
const BY_HAND = `
local owners, key = KEYS[1], ARGV[1]
local function refusedByHand()
  local wrong = forbidden('TYPE', key) or forbidden('GET', key) or forbidden('SET', key)
  if wrong then return wrong end
  local owner, kind = redis.call('HGET', owners, key), redis.call('TYPE', key).ok
  if owner and kind ~= 'none' then return { 'owned', owner } end
  if kind ~= 'none' and kind ~= 'string' then return { 'kind', kind } end
end`;

export const PUT = script(
  'writes',
  [BY_HAND],
  `
local wrong = refusedByHand()
if wrong then return wrong end
redis.call('HDEL', owners, key)
redis.call('SET', key, ARGV[2])
return { 'put' }
`,
);

export const INCREMENT = script(
  'writes',
  [SUMS, BY_HAND],
  `
local wrong = refusedByHand()
if wrong then return wrong end
local value = redis.call('GET', key) or '0'
local high, low, part = standingSum(value)
if not high or string.find(value, '.', 1, true) then return { 'number', value } end
local more, less = sumOf(ARGV[2])
high, low = carried(high + more, low + less, 0)
value = printed(high, low, 0)
if isTooLarge(high, low, 0) then return { 'large', value } end
redis.call('SET', key, value, 'KEEPTTL')
return { 'sum', value }
`,
);

/** All of the keys, and what their pipelines have summed for them; gives how many there were. */
export const REMOVE = script(
  'frees',
  [],
  `
local owners, prefix = KEYS[1], ARGV[1]
for i = 2, #ARGV do
  local wrong = forbidden('UNLINK', ARGV[i])
  if wrong then return wrong end
end
local removed = 0
for i = 2, #ARGV do
  local key = ARGV[i]
  local owner = redis.call('HGET', owners, key)
  if owner then
    local pipeline = prefix .. ':{' .. owner .. '}'
    local version = tonumber(redis.call('HGET', pipeline, 'version')) or 0
    for _, one in ipairs({ version - 1, version }) do
      local scope = string.format('%s:%d', pipeline, one)
      redis.call('HDEL', scope .. ':sums', key)
      redis.call('HDEL', scope .. ':fractions', key)
    end
    redis.call('HDEL', owners, key)
  end
  removed = removed + redis.call('UNLINK', key)
end
return removed
`,
);
