import { createHash } from 'node:crypto';

/** A Lua script that Redis runs as one step. By its first line Redis refuses it as a whole when memory is full. */
export interface Script {
  readonly sha: string;
  readonly text: string;
}

const ATTRIBUTES = { writes: '', reads: ' flags=no-writes' };

/** `uses`: functions that it calls, as they are defined in Lua. */
export function script(kind: keyof typeof ATTRIBUTES, uses: readonly string[], body: string): Script {
  const text = [`#!lua${ATTRIBUTES[kind]}`, ...uses, body].join('\n');
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/** The bits of a number as `digitsOf` writes them. */
export const DIGITS = `
local function digits(number)
  local bytes = { string.byte(struct.pack('>d', number + 0), 1, 8) }
  for i = 1, 8 do
    if number < 0 then bytes[i] = 255 - bytes[i] elseif i == 1 then bytes[1] = bytes[1] + 128 end
  end
  return string.format(string.rep('%02x', 8), unpack(bytes))
end`;

/** The items of what \`listed\` makes. */
export const ITEMS = `
local function items(list)
  return string.gmatch(list, '(.-)%z%z')
end`;

/** As \`settledWatermark\` tells it, of a scope. Behind its parents a partition holds nothing back. */
export const SETTLED = `
local function settled(scope)
  local least, most, ended = nil, -8.64e15, {}
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

/** The current scope of a pipeline, where it has one. */
export const CURRENT = `
local function current(pipeline)
  local version = redis.call('HGET', pipeline, 'version')
  return version and pipeline .. ':' .. version
end`;
