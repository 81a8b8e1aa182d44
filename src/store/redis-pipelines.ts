import { END_IN_PATTERN } from './redis-member.ts';
import { CURRENT, NOW, script } from './redis-script.ts';

/** Scripts about pipelines as a whole. */

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

export const DELIVERED = script(
  'frees',
  [],
  `
local pipeline, message = KEYS[1], ARGV[1]
local value = redis.call('HGET', pipeline .. ':outbox', message)
if not value then return end
local to = string.match(value, '^(.-)${END_IN_PATTERN}')
redis.call('ZREM', pipeline .. ':outbox:' .. to, message)
redis.call('HDEL', pipeline .. ':outbox', message)
`,
);

export const BURY = script(
  'frees',
  [CURRENT],
  `
local scope = current(KEYS[1])
if not scope then return end
for _, letter in ipairs(ARGV) do
  redis.call('HDEL', scope .. ':dead', letter)
  redis.call('HDEL', scope .. ':bytes', letter)
  redis.call('ZREM', scope .. ':letters', letter)
end
`,
);
