import { KEY_DIGITS, KEY_PLACES } from './keys.ts';

const UNIT = 10 ** KEY_PLACES;

/**
 * Sums in Lua, whose own numbers are not exact from 2^53 on. So one is three of them: `high` times UNIT, `low` from 0
 * to UNIT, and `part` from 0 to UNIT in units of 1/UNIT; below 0 only `high` is. A sum is stored as a whole number and,
 * beside it, `part`. As `nextSum` does it; a test holds both to one answer.
 */
export const SUMS = `
local UNIT, HIGHEST = ${UNIT}, ${10 ** (KEY_DIGITS - KEY_PLACES)}
local function carried(high, low, part)
  low = low + math.floor(part / UNIT)
  return high + math.floor(low / UNIT), low % UNIT, part % UNIT
end

-- Of a plain decimal; nothing where it is none.
local function sumOf(text)
  local minus, whole, places = string.match(text, '^(-?)(%d+)%.?(%d*)$')
  if not whole or string.sub(text, -1) == '.' or #places > ${KEY_PLACES} then return end
  local high, low = tonumber(string.sub(whole, 1, -${KEY_PLACES + 1})) or 0, tonumber(string.sub(whole, -${KEY_PLACES}))
  local part = tonumber(string.sub(places .. string.rep('0', ${KEY_PLACES}), 1, ${KEY_PLACES}))
  if minus == '-' then return carried(-high, -low, -part) end
  return high, low, part
end

local function isTooLarge(high, low, part)
  return high >= HIGHEST or high < -HIGHEST or (high == -HIGHEST and low == 0 and part == 0)
end

local function printed(high, low, part)
  local sign = ''
  if high < 0 then
    sign = '-'
    high, low, part = carried(-high, -low, -part)
  end
  local whole = string.gsub(string.format('%.0f%0${KEY_PLACES}d', high, low), '^0+(%d)', '%1')
  local places = string.gsub(string.format('%0${KEY_PLACES}d', part), '0+$', '')
  return sign .. whole .. (places == '' and '' or '.' .. places)
end

-- Of a text that stands somewhere already; nothing where it is no number that a sum may begin with.
local function standingSum(text)
  if #string.match(text, '^-?(%d*)') > ${KEY_DIGITS} then return end
  return sumOf(text)
end`;
