import { formatUnits, parseUnits } from '../core/decimal.ts';
import { COUNTERS_MAX, KEY_PLACES, type StoredKeyWrite } from './keys.ts';

/**
 * What a commit does to keys of other readers; needs SUMS and FORBIDDEN. A script that fails half-way keeps what it
 * wrote, so `refusedKeys` answers, before any write, with what is refused, and works out what `writeKeys` writes.
 */
export const KEY_WRITES = `
local function refusedKey(one, owners, name, scope)
  local wrong = forbidden('TYPE', one.key) or forbidden('GET', one.key) or forbidden('SET', one.key)
  if not wrong and one.publish == '1' then wrong = forbidden('PUBLISH', one.key) end
  if wrong then return wrong end
  local owner = redis.call('HGET', owners, one.key)
  local kind = redis.call('TYPE', one.key).ok
  local there = kind ~= 'none'
  if owner and owner ~= name and there then return { 'taken', one.key, owner } end
  if not owner and there and one.takeOver ~= '1' then return { 'taken', one.key, '' } end
  if there and kind ~= 'string' then return { 'kind', one.key, kind } end
  if one.kind == 'set' then return end
  local high, low, part = 0, 0, 0
  if not owner and there then
    local value = redis.call('GET', one.key)
    high, low, part = standingSum(value)
    if not high then return { 'number', one.key, value } end
  end
  local known = redis.call('HGET', scope .. ':sums', one.key)
  one.isNew = not known
  if known then
    high, low = sumOf(known)
    part = tonumber(redis.call('HGET', scope .. ':fractions', one.key))
  end
  local more, less, rest = sumOf(one.value)
  high, low, part = carried(high + more, low + less, part + rest)
  one.value = printed(high, low, part)
  if isTooLarge(high, low, part) then return { 'large', one.key, one.value } end
  one.whole, one.part = printed(high, low, 0), part
end

local function refusedKeys(writes, owners, name, scope)
  local new = 0
  for _, one in ipairs(writes) do
    local wrong = refusedKey(one, owners, name, scope)
    if wrong then return wrong end
    if one.isNew then new = new + 1 end
  end
  if new > 0 and redis.call('HLEN', scope .. ':sums') + new > ${COUNTERS_MAX} then return { 'many', '', name } end
end

-- Nobody owns a key whose time is over. Some are looked at by each commit, more than it adds.
local function dropOwners(owners, name, pipeline, looked)
  local cursor = redis.call('HGET', pipeline, 'ownersLookedAt') or '0'
  local page = redis.call('HSCAN', owners, cursor, 'COUNT', looked)
  redis.call('HSET', pipeline, 'ownersLookedAt', page[1])
  for i = 1, #page[2], 2 do
    local key, owner = page[2][i], page[2][i + 1]
    local mine = owner == name and redis.acl_check_cmd('EXISTS', key)
    if mine and redis.call('EXISTS', key) == 0 then redis.call('HDEL', owners, key) end
  end
end

local function writeKeys(writes, owners, name, scope)
  for _, one in ipairs(writes) do
    if one.whole then
      redis.call('HSET', scope .. ':sums', one.key, one.whole)
      redis.call('HSET', scope .. ':fractions', one.key, string.format('%d', one.part))
    end
    redis.call('HSET', owners, one.key, name)
    if one.expires == '' then redis.call('SET', one.key, one.value)
    else redis.call('SET', one.key, one.value, 'PX', one.expires) end
    if one.publish == '1' then redis.call('PUBLISH', one.key, one.value) end
  end
end`;

/** One of them, as the script of a commit takes it. */
export function keyArguments({ key, set, add = '0', expires, publish, takeOver }: StoredKeyWrite): string[] {
  const span = Math.max(1, Math.round(expires ?? 1));
  if (!Number.isSafeInteger(span)) throw new RangeError(`${key} is to expire in ${expires} ms`);
  const until = expires === undefined ? '' : String(span);
  const what = set === undefined ? ['add', formatUnits(parseUnits(add, KEY_PLACES), KEY_PLACES)] : ['set', set];
  return [key, until, publish ? '1' : '0', takeOver ? '1' : '0', ...what];
}
