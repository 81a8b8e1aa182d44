import { joined, rowMember } from './redis-member.ts';
import { rowValue } from './redis-row.ts';
import type { Commit } from './store.ts';
import { toText } from './text.ts';

/** Arguments that one call of Redis is given at most: Lua takes no more than some thousands. Even, for pairs. */
const AT_ONCE = 1_000;

/**
 * What a commit does to cells and rows, each call for many of them. Of a row that is there and closes as before its
 * value alone is written. Needs ROW_LAYOUT.
 */
export const STATE_WRITES = `
local function chunked(first, last, body)
  for from = first, last, ${AT_ONCE} do body(from, math.min(from + ${AT_ONCE - 1}, last)) end
end

-- The arguments from the first to the last are keys and values.
local function putCells(cells, first, last)
  chunked(first, last, function(from, to) redis.call('HSET', cells, unpack(ARGV, from, to)) end)
end

local function dropCells(cells, first, last)
  chunked(first, last, function(from, to) redis.call('HDEL', cells, unpack(ARGV, from, to)) end)
end

-- The arguments from the first to the last are members and values.
local function putRows(scope, id, first, last)
  local rows, open, orderedBy = scope .. ':rows', scope .. ':open:' .. id, scope .. ':closing'
  chunked(first, last, function(from, to)
    local members, starting, closing, gone, opened, shut = {}, {}, {}, {}, {}, {}
    for at = from, to, 2 do members[#members + 1] = ARGV[at] end
    local before = redis.call('HMGET', rows, unpack(members))
    redis.call('HSET', rows, unpack(ARGV, from, to))
    for i, member in ipairs(members) do
      local old, value = before[i], ARGV[from + 2 * i - 1]
      local closes = closesOf(value)
      if not old then starting[#starting + 1] = 0; starting[#starting + 1] = member end
      if not old or closesOf(old) ~= closes then
        if old then gone[#gone + 1] = closesOf(old) .. member end
        closing[#closing + 1] = 0
        closing[#closing + 1] = closes .. member
      end
      local wasOpen = old and not isFinal(old)
      if isFinal(value) then
        if wasOpen then shut[#shut + 1] = member end
      elseif not wasOpen then opened[#opened + 1] = member end
    end
    if #gone > 0 then redis.call('ZREM', orderedBy, unpack(gone)) end
    if #starting > 0 then redis.call('ZADD', scope .. ':starting', unpack(starting)) end
    if #closing > 0 then redis.call('ZADD', orderedBy, unpack(closing)) end
    if #shut > 0 then redis.call('SREM', open, unpack(shut)) end
    if #opened > 0 then redis.call('SADD', open, unpack(opened)) end
  end)
end`;

/** Cells by their names: of each those that are put, as keys and values, and the keys of those that are dropped. */
export function cellArguments({ partition, cells }: Pick<Commit, 'partition' | 'cells'>): string[] {
  const byName = Map.groupBy(cells, ({ name }) => name);
  const args = [[String(byName.size)]];
  for (const [name, all] of byName) {
    const put: string[] = [];
    const dropped: string[] = [];
    for (const { key, value } of all) {
      if (value === undefined) dropped.push(toText(key));
      else put.push(toText(key), value);
    }
    args.push([joined(partition, name), String(put.length / 2)], put, [String(dropped.length)], dropped);
  }
  return args.flat(); // behind a split a child writes all that it inherited: too many to be arguments of `push`
}

/** Rows as members and values. */
export function rowArguments({ partition, rows }: Pick<Commit, 'partition' | 'rows'>): string[] {
  const args = [String(rows.length)];
  for (const row of rows) args.push(rowMember(row.start, row.key, partition), rowValue(row));
  return args;
}
