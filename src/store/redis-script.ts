import { createHash } from 'node:crypto';
import { START_OF_TIME } from '../core/time.ts';
import { DIGITS as DIGITS_OF_A_NUMBER, END_IN_PATTERN } from './redis-member.ts';

/** A Lua script that Redis runs as one step. By its first line Redis refuses it as a whole when memory is full. */
export interface Script {
  readonly sha: string;
  readonly text: string;
}

/** What only gives memory back is let to where memory is full. */
const ATTRIBUTES = { writes: '', reads: ' flags=no-writes', frees: ' flags=allow-oom' };

/**
 * `uses`: functions that it calls, as they are defined in Lua. A script that fails half-way keeps what it wrote, so one
 * that writes asks first, for each of its commands, whether its user may. Its first key is one of the store's own; what
 * it does to keys and channels beside those it asks itself.
 */
export function script(kind: keyof typeof ATTRIBUTES, uses: readonly string[], body: string): Script {
  const parts = [...uses, body];
  if (kind !== 'reads') parts.unshift(FORBIDDEN, mayAll(commandsIn(parts)));
  const text = [`#!lua${ATTRIBUTES[kind]}`, ...parts].join('\n');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** Those with a key; to which channel a PUBLISH goes is not known here. */
const commandsIn = (parts: readonly string[]): ReadonlySet<string> =>
  new Set(
    Array.from(parts.join('\n').matchAll(/redis\.call\('([A-Z]+)'/g), ([, command = '']) => command).filter(
      (command) => command !== 'PUBLISH',
    ),
  );

const mayAll = (commands: ReadonlySet<string>): string => `
for _, command in ipairs({ ${[...commands].map((command) => `'${command}'`).join(', ')} }) do
  local wrong = forbidden(command, KEYS[1])
  if wrong then return wrong end
end`;

/** What a user may not do to a key, or to a channel, as the error that the script then answers with; else nothing. */
const FORBIDDEN = `
local function forbidden(command, name)
  if redis.acl_check_cmd(command, name) then return end
  local rule = (command == 'PUBLISH' and '&' or '~') .. name .. ' +' .. string.lower(command)
  return redis.error_reply('NOPERM this user may not ' .. command .. ' ' .. name .. ', nothing was written; ' ..
    'what lets it: ACL SETUSER NAME ' .. rule)
end`;

/** The bits of a number as `digitsOf` writes them. */
export const DIGITS = `
local function digits(number)
  local bytes = { string.byte(struct.pack('>d', number + 0), 1, ${DIGITS_OF_A_NUMBER / 2}) }
  for i = 1, #bytes do
    if number < 0 then bytes[i] = 255 - bytes[i] elseif i == 1 then bytes[1] = bytes[1] + 128 end
  end
  return string.format(string.rep('%02x', ${DIGITS_OF_A_NUMBER / 2}), unpack(bytes))
end`;

/** The items of what \`listed\` makes. */
export const ITEMS = `
local function items(list)
  return string.gmatch(list, '(.-)${END_IN_PATTERN}')
end`;

/** As \`settledWatermark\` tells it, of a scope. Behind its parents a partition holds nothing back. */
export const SETTLED = `
local function settled(scope)
  local least, most, ended = nil, ${START_OF_TIME}, {}
  for _, id in ipairs(redis.call('HKEYS', scope .. ':ended')) do ended[id] = true end
  local watermarks = redis.call('HGETALL', scope .. ':watermark')
  local known = {}
  for i = 1, #watermarks, 2 do known[watermarks[i]] = true end
  for i = 1, #watermarks, 2 do
    local id, watermark = watermarks[i], tonumber(watermarks[i + 1])
    if watermark > most then most = watermark end
    if not ended[id] then
      local waits = false
      for parent in items(redis.call('HGET', scope .. ':parents', id)) do
        if known[parent] and not ended[parent] then waits = true end
      end
      if not waits and (least == nil or watermark < least) then least = watermark end
    end
  end
  return least or most
end`;

/** The clock of Redis, in ms. */
export const NOW = `
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end`;

/** The current scope of a pipeline, where it has one. */
export const CURRENT = `
local function current(pipeline)
  local version = redis.call('HGET', pipeline, 'version')
  return version and pipeline .. ':' .. version
end`;
