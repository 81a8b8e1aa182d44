import { PipelineError } from '../core/errors.ts';
import { KEY_DIGITS, KEY_PLACES, type StoredKeyWrite } from './keys.ts';

/**
 * What a commit does to keys of other readers. Sums are whole numbers of 64 bits and fractions of 1e-8 beside them, as
 * Lua's own numbers are not exact; they are read back as text. `checkKeys` gives what is refused, before any write.
 */
export const KEY_WRITES = `
local function checkKeys(writes, owners, name)
  for _, one in ipairs(writes) do
    local owner = redis.call('HGET', owners, one.key)
    local there = redis.call('EXISTS', one.key) == 1
    if owner and owner ~= name and there then return 'taken', one.key, owner end
    if not owner and there and one.takeOver ~= '1' then return 'taken', one.key, '' end
    if not one.set and not owner and there then
      local value = redis.call('GET', one.key)
      local whole, places = string.match(value, '^-?(%d+)%.?(%d*)$')
      if not whole or #whole > 17 or #places > 8 or string.sub(value, -1) == '.' then
        return 'number', one.key, value
      end
    end
  end
end

local function addTo(scope, key, whole, fraction)
  redis.call('HINCRBY', scope .. ':sums', key, whole)
  redis.call('HINCRBY', scope .. ':fractions', key, fraction)
  local left = tonumber(redis.call('HGET', scope .. ':fractions', key))
  if left >= 100000000 then
    redis.call('HINCRBY', scope .. ':sums', key, 1)
    redis.call('HINCRBY', scope .. ':fractions', key, -100000000)
  end
end

local function printed(scope, key)
  local whole = redis.call('HGET', scope .. ':sums', key)
  local fraction = tonumber(redis.call('HGET', scope .. ':fractions', key))
  local sign = ''
  if string.sub(whole, 1, 1) == '-' then
    -- -3 and 0.25 are -2.75.
    sign = '-'
    if fraction > 0 then
      redis.call('HINCRBY', scope .. ':sums', key, 1)
      local next = redis.call('HGET', scope .. ':sums', key)
      redis.call('HINCRBY', scope .. ':sums', key, -1)
      whole, fraction = next == '0' and '-0' or next, 100000000 - fraction
    end
    whole = string.sub(whole, 2)
  end
  local places = string.gsub(string.format('%08d', fraction), '0+$', '')
  return sign .. whole .. (places == '' and '' or '.' .. places)
end

local function writeKeys(writes, owners, name, scope)
  for _, one in ipairs(writes) do
    local value = one.set
    if not value then
      local owner = redis.call('HGET', owners, one.key)
      local known = redis.call('HEXISTS', scope .. ':sums', one.key) == 1
      if not known and not owner and redis.call('EXISTS', one.key) == 1 then
        local there = redis.call('GET', one.key)
        local minus, whole, places = string.match(there, '^(-?)(%d+)%.?(%d*)$')
        places = tonumber(string.sub(places .. '00000000', 1, 8))
        whole = string.gsub(whole, '^0+(%d)', '%1')
        if whole == '0' and places == 0 then minus = '' end
        if minus == '-' and places > 0 then
          redis.call('HSET', scope .. ':sums', one.key, whole == '0' and '0' or '-' .. whole)
          redis.call('HINCRBY', scope .. ':sums', one.key, -1)
          redis.call('HSET', scope .. ':fractions', one.key, 100000000 - places)
        else
          redis.call('HSET', scope .. ':sums', one.key, minus .. whole)
          redis.call('HSET', scope .. ':fractions', one.key, places)
        end
      end
      addTo(scope, one.key, one.whole, one.fraction)
      value = printed(scope, one.key)
    end
    redis.call('HSET', owners, one.key, name)
    if one.expires == '' then redis.call('SET', one.key, value)
    else redis.call('SET', one.key, value, 'PX', one.expires) end
    if one.publish == '1' then redis.call('PUBLISH', one.key, value) end
  end
end`;

/** An amount as a whole number below it and a fraction of 1e-8 above that. */
function wholeAndFraction(amount: string): readonly [whole: string, fraction: string] {
  const [, minus = '', digits = '', places = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (digits.length > KEY_DIGITS) throw new PipelineError('LIMIT', `${amount} is too large for a counter in Redis.`);
  const fraction = Number(places.padEnd(KEY_PLACES, '0'));
  if (minus === '' || fraction === 0) return [minus + digits, String(fraction)];
  return [String(-BigInt(digits) - 1n), String(10 ** KEY_PLACES - fraction)];
}

/** One of them, as the script of a commit takes it. */
export function keyArguments({ key, set, add = '0', expires, publish, takeOver }: StoredKeyWrite): string[] {
  const options = [expires === undefined ? '' : String(Math.max(1, Math.round(expires))), publish, takeOver];
  const flags = options.map((one) => (typeof one === 'string' ? one : one ? '1' : '0'));
  return [key, ...flags, ...(set === undefined ? ['add', ...wholeAndFraction(add)] : ['set', set, ''])];
}
