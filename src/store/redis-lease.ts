import { NOW, script } from './redis-script.ts';

/** One that ends later than any does was written by a clock that was wrong. */
const IN_FORCE = `
local function inForce(expires, now, longest)
  return expires > now and expires <= now + longest
end`;

/** The right to run a pipeline, by the clock of Redis: taken, renewed, or in whose hands it is until when. */
export const LEASE = script(
  'writes',
  [NOW, IN_FORCE],
  `
local key, owner, span, longest = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local now = clock()
local holder, expires = unpack(redis.call('HMGET', key, 'owner', 'expires'))
if holder and holder ~= owner and inForce(tonumber(expires) or 0, now, longest) then return { holder, expires } end
redis.call('HSET', key, 'owner', owner, 'expires', string.format('%d', now + span))
return {}
`,
);

/** In whose hands it is, and until when. */
export const HOLDER = script(
  'reads',
  [NOW, IN_FORCE],
  `
local holder, expires = unpack(redis.call('HMGET', KEYS[1], 'owner', 'expires'))
if holder and inForce(tonumber(expires) or 0, clock(), tonumber(ARGV[1])) then return { holder, expires } end
return {}
`,
);

export const RELEASE = script(
  'frees',
  [],
  "if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1]) end",
);
