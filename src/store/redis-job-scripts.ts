import { START_OF_TIME } from '../core/time.ts';
import { NOW, script } from './redis-script.ts';

/**
 * Scripts about the history of a job. Under its key are the number of its last run and the latest time that was
 * forgotten; behind it, `runs` in order, `same` by identity, and of each run `run:N` and `pictures:N`.
 */

/** Begins a run, and forgets those that are not kept any longer, as \`forgettable\` and \`latestOf\` tell it. */
export const BEGIN = script(
  'writes',
  [NOW],
  `
local job, index = KEYS[1], KEYS[2]
local name, identity, cause, scheduled, owner = unpack(ARGV, 1, 5)
local runs, age, lost, at_once = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local now = clock()
local latest = now + tonumber(ARGV[10])
local same = redis.call('HGET', job .. ':same', identity)
if same then
  if redis.call('HGET', job .. ':run:' .. same, 'owner') ~= owner then return false end
  return same
end
local forgotten = tonumber(redis.call('HGET', job, 'forgotten') or '${START_OF_TIME}')
if forgotten > latest then forgotten = ${START_OF_TIME} end
if scheduled ~= '' and tonumber(scheduled) <= forgotten then return false end
local time = string.format('%d', now)
local number = string.format('%d', redis.call('HINCRBY', job, 'last', 1))
redis.call('ZADD', index, 0, name)
redis.call('ZADD', job .. ':runs', number, number)
redis.call('HSET', job .. ':same', identity, number)
redis.call('HSET', job .. ':run:' .. number, 'identity', identity, 'cause', cause, 'scheduled', scheduled,
  'owner', owner, 'started', time, 'heard', time)

local all = redis.call('ZCARD', job .. ':runs')
for i, old in ipairs(redis.call('ZRANGE', job .. ':runs', 0, at_once - 1)) do
  local run = job .. ':run:' .. old
  local started, heard, result, due, of = unpack(
    redis.call('HMGET', run, 'started', 'heard', 'result', 'scheduled', 'identity'))
  heard = tonumber(heard)
  local going = not result and heard + lost > now and heard <= now + lost
  if (i <= all - runs or (i <= all - 2 and tonumber(started) < now - age)) and not going then
    if due ~= '' and tonumber(due) > forgotten and tonumber(due) <= latest then
      forgotten = tonumber(due)
      redis.call('HSET', job, 'forgotten', due)
    end
    redis.call('ZREM', job .. ':runs', old)
    redis.call('HDEL', job .. ':same', of)
    redis.call('UNLINK', run, job .. ':pictures:' .. old)
  end
end
return number
`,
);

/** The run is there, its owner's, and has not ended. */
const GOING = `
local function going(run, owner)
  local holder, result = unpack(redis.call('HMGET', run, 'owner', 'result'))
  return holder == owner and not result
end`;

export const BEAT = script(
  'writes',
  [NOW, GOING],
  `
local run, owner, log = KEYS[1], ARGV[1], ARGV[2]
if not going(run, owner) then return end
redis.call('HSET', run, 'heard', string.format('%d', clock()))
if log then redis.call('HSET', run, 'log', log) end
`,
);

/** From the third one on the arguments are fields of the run; behind so many, each picture and what it is. */
export const FINISH = script(
  'writes',
  [GOING],
  `
local run, pictures, owner, fields = KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2])
if not going(run, owner) then return end
redis.call('HSET', run, unpack(ARGV, 3, 2 + fields))
for i = 3 + fields, #ARGV, 2 do redis.call('HSET', pictures, ARGV[i], ARGV[i + 1]) end
`,
);

/** What the clock says, and the runs from one number down to another, each as the fields that are asked for. */
export const RUNS = script(
  'reads',
  [NOW],
  `
local job, from, to, limit, runs = KEYS[1], ARGV[1], ARGV[2], ARGV[3], {}
for _, number in ipairs(redis.call('ZREVRANGEBYSCORE', job .. ':runs', from, to, 'LIMIT', 0, limit)) do
  runs[#runs + 1] = { number, redis.call('HMGET', job .. ':run:' .. number, unpack(ARGV, 4)) }
end
return { string.format('%d', clock()), runs }
`,
);

export const PICTURE = script('reads', [], "return redis.call('HGET', KEYS[1], ARGV[1])");
