import { CURRENT, ITEMS, script } from './redis-script.ts';

/** Scripts about pipelines as a whole. */

/** What is registered of the pipeline, or, the first time and to rebuild it, a new version. */
export const REGISTER = script(
  'writes',
  [ITEMS],
  `
local pipeline, keepers, name, fingerprint, views, rebuild = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local version = redis.call('HGET', pipeline, 'version')
if version and rebuild ~= '1' then
  return { 'registered', version, unpack(redis.call('HMGET', pipeline, 'fingerprint', 'views')) }
end
for view in items(views) do
  local keeper = redis.call('HGET', keepers, view)
  if keeper and keeper ~= name then return { 'taken', view, keeper } end
end
for view in items(redis.call('HGET', pipeline, 'views') or '') do redis.call('HDEL', keepers, view) end
for view in items(views) do redis.call('HSET', keepers, view, name) end
local wrong = forbidden('PUBLISH', pipeline .. ':changed')
if wrong then return wrong end
local new = string.format('%d', (tonumber(version) or 0) + 1)
redis.call('HSET', pipeline, 'version', new, 'fingerprint', fingerprint, 'views', views)

local old = string.format('%s:%d', pipeline, new - 2)
for _, id in ipairs(redis.call('HKEYS', old .. ':parents')) do
  for _, cells in ipairs(redis.call('SMEMBERS', old .. ':names:' .. id)) do
    redis.call('UNLINK', old .. ':cells:' .. cells)
  end
  redis.call('UNLINK', old .. ':names:' .. id, old .. ':open:' .. id)
end
local parts = {
  'parents', 'position', 'watermark', 'ended', 'commits', 'fence', 'rows', 'starting', 'closing', 'forgotten', 'dead',
  'bytes', 'letters', 'lettersLast', 'sums', 'fractions'
}
for _, part in ipairs(parts) do redis.call('UNLINK', old .. ':' .. part) end
redis.call('PUBLISH', pipeline .. ':changed', '')
return { 'registered', new, fingerprint, views }
`,
);

/** The right to run a pipeline, by the clock of Redis: taken, renewed, or in whose hands it is until when. */
export const LEASE = script(
  'writes',
  [],
  `
local key, owner, span, longest = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local holder, expires = unpack(redis.call('HMGET', key, 'owner', 'expires'))
local until_ = tonumber(expires) or 0
-- One that ends later than any does was written by a clock that was wrong.
if holder and holder ~= owner and until_ > now and until_ <= now + longest then return { holder, expires } end
redis.call('HSET', key, 'owner', owner, 'expires', string.format('%d', now + span))
return {}
`,
);

export const RELEASE = script(
  'writes',
  [],
  "if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1]) end",
);

export const DELIVERED = script(
  'writes',
  [],
  `
local pipeline, message = KEYS[1], ARGV[1]
local value = redis.call('HGET', pipeline .. ':outbox', message)
if not value then return end
local to = string.match(value, '^(.-)%z%z')
redis.call('ZREM', pipeline .. ':outbox:' .. to, message)
redis.call('HDEL', pipeline .. ':outbox', message)
`,
);

export const BURY = script(
  'writes',
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
