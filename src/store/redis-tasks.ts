import { START_OF_TIME } from '../core/time.ts';
import { FORGET_MAX, REMOVE_ROWS } from './redis-forget.ts';
import { ROW_LAYOUT } from './redis-row.ts';
import { ITEMS, SETTLED, script } from './redis-script.ts';

/** Scripts about partitions: who is on the roster, and who works on them. Each answers what it did, or what is lost. */

/** Adds partitions that are not there yet; the others stay as they are. */
export const ENROL = script(
  'writes',
  [ITEMS, SETTLED],
  `
local scope, pipeline, version = KEYS[1], KEYS[2], ARGV[1]
if redis.call('HGET', pipeline, 'version') ~= version then return { 'version' } end
local parentsOf = scope .. ':parents'
local listed = {}
for i = 2, #ARGV, 2 do listed[ARGV[i]] = true end
for i = 2, #ARGV, 2 do
  for parent in items(ARGV[i + 1]) do
    local known = listed[parent] or redis.call('HEXISTS', parentsOf, parent) == 1
    if not known then return { 'parent', parent, ARGV[i] } end
  end
end
local first = string.format('%.17g', settled(scope))
local going = {}
for _, id in ipairs(redis.call('HKEYS', parentsOf)) do
  going[id] = redis.call('HEXISTS', scope .. ':ended', id) == 0
end
for i = 2, #ARGV, 2 do
  if redis.call('HSETNX', parentsOf, ARGV[i], ARGV[i + 1]) == 1 then
    -- Behind parents that are going it holds nothing back yet.
    local watermark = first
    for parent in items(ARGV[i + 1]) do if going[parent] then watermark = '${START_OF_TIME}' end end
    redis.call('HSET', scope .. ':watermark', ARGV[i], watermark)
  end
end
return { 'enrolled' }
`,
);

/** Takes the partition, clears it where it starts afresh, and loads what a task starts from. */
export const OPEN = script(
  'writes',
  [ITEMS, ROW_LAYOUT],
  `
local scope, id, tail, fresh = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local parents = redis.call('HGET', scope .. ':parents', id)
if not parents then return { 'partition' } end
for parent in items(parents) do
  if redis.call('HEXISTS', scope .. ':ended', parent) == 0 then return { 'parent', parent } end
end
local number = tonumber(string.match(redis.call('HGET', scope .. ':fence', id) or '', '^%d+')) or 0
local fence = string.format('%d/%s', number + 1, tail)
redis.call('HSET', scope .. ':fence', id, fence)

if fresh == '1' then
  local kept = {}
  for i = 4, #ARGV do kept[ARGV[i]] = true end
  for _, name in ipairs(redis.call('SMEMBERS', scope .. ':names:' .. id)) do
    if not kept[name] then redis.call('DEL', scope .. ':cells:' .. name) end
  end
  redis.call('HDEL', scope .. ':position', id)
  redis.call('HDEL', scope .. ':ended', id)
  redis.call('HSET', scope .. ':watermark', id, '${START_OF_TIME}')
  redis.call('DEL', scope .. ':open:' .. id)
  if redis.call('HLEN', scope .. ':parents') == 1 then
    -- All rows are its own, as they are of what a job gathers.
    redis.call('UNLINK', scope .. ':rows', scope .. ':starting', scope .. ':closing')
    redis.call('HDEL', scope .. ':marks', 'going')
  else
    for _, member in ipairs(redis.call('ZRANGE', scope .. ':starting', 0, -1)) do
      if partitionOf(member) == id then
        local value = redis.call('HGET', scope .. ':rows', member)
        redis.call('HDEL', scope .. ':rows', member)
        redis.call('ZREM', scope .. ':starting', member)
        redis.call('ZREM', scope .. ':closing', closesOf(value) .. member)
      end
    end
  end
end

local function cellsOf(partition)
  local cells = {}
  for _, name in ipairs(redis.call('SMEMBERS', scope .. ':names:' .. partition)) do
    cells[#cells + 1] = { name, redis.call('HGETALL', scope .. ':cells:' .. name) }
  end
  return cells
end
local rows, going = {}, redis.call('HGET', scope .. ':marks', 'going')
for _, member in ipairs(redis.call('SMEMBERS', scope .. ':open:' .. id)) do
  local value = redis.call('HGET', scope .. ':rows', member)
  if value and (not going or closesOf(value) >= going) then rows[#rows + 1] = member; rows[#rows + 1] = value end
end
local commits = redis.call('HGET', scope .. ':commits', id) or '0'
local inherited = {}
if commits == '0' then
  for parent in items(parents) do inherited[#inherited + 1] = cellsOf(parent) end
end
local position = redis.call('HGET', scope .. ':position', id)
return {
  'opened', fence, parents, position and '=' .. position or '', redis.call('HGET', scope .. ':watermark', id),
  redis.call('HEXISTS', scope .. ':ended', id), commits, cellsOf(id), rows, inherited
}
`,
);

/** Removes some of what is forgotten; gives whether there is more. */
export const REMOVE_FORGOTTEN = script(
  'writes',
  [ROW_LAYOUT, REMOVE_ROWS],
  `return removeRows(KEYS[1], ${FORGET_MAX})`,
);

/** All partitions: id, parents, position, watermark, whether it has ended, commits. */
export const ROSTER = script(
  'reads',
  [],
  `
local scope, roster = KEYS[1], {}
for _, id in ipairs(redis.call('HKEYS', scope .. ':parents')) do
  local position = redis.call('HGET', scope .. ':position', id)
  roster[#roster + 1] = {
    id, redis.call('HGET', scope .. ':parents', id), position and '=' .. position or '',
    redis.call('HGET', scope .. ':watermark', id), redis.call('HEXISTS', scope .. ':ended', id),
    redis.call('HGET', scope .. ':commits', id) or '0'
  }
end
return roster
`,
);

/** Whose fence a partition has, and how many commits there were. */
export const HEAD = script(
  'reads',
  [],
  `
local scope, id = KEYS[1], ARGV[1]
return { redis.call('HGET', scope .. ':fence', id) or '', redis.call('HGET', scope .. ':commits', id) or '0' }
`,
);
