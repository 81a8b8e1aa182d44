import { NOW, script } from './redis-script.ts';

/** The right to run a pipeline, by the clock of Redis: taken, renewed, or in whose hands it is until when. */
export const LEASE = script(
  'writes',
  [NOW],
  `
local key, owner, span, longest = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local now = clock()
local holder, expires = unpack(redis.call('HMGET', key, 'owner', 'expires'))
local until_ = tonumber(expires) or 0
-- One that ends later than any does was written by a clock that was wrong.
if holder and holder ~= owner and until_ > now and until_ <= now + longest then return { holder, expires } end
redis.call('HSET', key, 'owner', owner, 'expires', string.format('%d', now + span))
return {}
`,
);

export const RELEASE = script(
  'frees',
  [],
  "if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1]) end",
);
