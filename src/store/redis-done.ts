import { END_IN_PATTERN } from './redis-member.ts';
import { CURRENT, script } from './redis-script.ts';

/** Scripts that take away what is done with: messages that were delivered, dead letters that were appended again. */

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
