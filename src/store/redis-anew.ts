import { END_IN_PATTERN } from './redis-member.ts';
import { ITEMS, script } from './redis-script.ts';

/** Scripts by which a pipeline begins anew. */

/** All that is kept of a version; memory is given back behind the script's back. */
const REMOVE_VERSION = `
local function removeVersion(pipeline, version)
  local scope = string.format('%s:%d', pipeline, version)
  for _, id in ipairs(redis.call('HKEYS', scope .. ':parents')) do
    for _, cells in ipairs(redis.call('SMEMBERS', scope .. ':names:' .. id)) do
      redis.call('UNLINK', scope .. ':cells:' .. cells)
    end
    redis.call('UNLINK', scope .. ':names:' .. id, scope .. ':open:' .. id)
  end
  local parts = {
    'parents', 'position', 'watermark', 'ended', 'commits', 'fence', 'rows', 'starting', 'closing', 'marks', 'dead',
    'bytes', 'letters', 'sums', 'fractions'
  }
  for _, part in ipairs(parts) do redis.call('UNLINK', scope .. ':' .. part) end
end`;

/** The keys of other readers that a pipeline writes; or why they may not be removed, or the new version told of. */
const KEYS_OF = `
local function keysOf(pipeline, owners, name)
  local wrong = forbidden('PUBLISH', pipeline .. ':changed')
  if wrong then return {}, wrong end
  local keys, all = {}, redis.call('HGETALL', owners)
  for i = 1, #all, 2 do
    if all[i + 1] == name then
      wrong = forbidden('UNLINK', all[i])
      if wrong then return {}, wrong end
      keys[#keys + 1] = all[i]
    end
  end
  return keys
end

local function removeKeys(keys, owners)
  for _, key in ipairs(keys) do
    redis.call('UNLINK', key)
    redis.call('HDEL', owners, key)
  end
end`;

/** What is registered of the pipeline, or, the first time, to rebuild it and behind a reset, a new version. */
export const REGISTER = script(
  'writes',
  [ITEMS, REMOVE_VERSION, KEYS_OF],
  `
local pipeline, keepers, owners = KEYS[1], KEYS[2], KEYS[3]
local name, fingerprint, views, rebuildOf = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local version, stored, kept = unpack(redis.call('HMGET', pipeline, 'version', 'fingerprint', 'views'))
local forgotten = stored == ''
if version and version ~= rebuildOf and not forgotten then return { 'registered', version, stored, kept } end
for view in items(views) do
  local keeper = redis.call('HGET', keepers, view)
  if keeper and keeper ~= name then return { 'taken', view, keeper } end
end
local keys, wrong = keysOf(pipeline, owners, name)
if wrong then return wrong end
for view in items(kept or '') do redis.call('HDEL', keepers, view) end
for view in items(views) do redis.call('HSET', keepers, view, name) end
local new = string.format('%d', (tonumber(version) or 0) + (forgotten and 0 or 1))
redis.call('HSET', pipeline, 'version', new, 'fingerprint', fingerprint, 'views', views)
removeVersion(pipeline, new - 2)
removeKeys(keys, owners)
redis.call('PUBLISH', pipeline .. ':changed', '')
return { 'registered', new, fingerprint, views }
`,
);

/** A new version, and nothing of what there was. */
export const RESET = script(
  'writes',
  [REMOVE_VERSION, KEYS_OF],
  `
local pipeline, owners, name = KEYS[1], KEYS[2], ARGV[1]
local version = redis.call('HGET', pipeline, 'version')
if not version then return end
local keys, wrong = keysOf(pipeline, owners, name)
if wrong then return wrong end
local new = string.format('%d', version + 1)
redis.call('HSET', pipeline, 'version', new, 'fingerprint', '')
removeVersion(pipeline, new - 2)
removeVersion(pipeline, new - 1)
removeKeys(keys, owners)
local destinations = {}
for _, value in ipairs(redis.call('HVALS', pipeline .. ':outbox')) do
  destinations[string.match(value, '^(.-)${END_IN_PATTERN}')] = true
end
for to in pairs(destinations) do redis.call('UNLINK', pipeline .. ':outbox:' .. to) end
redis.call('UNLINK', pipeline .. ':outbox')
redis.call('PUBLISH', pipeline .. ':changed', '')
return { new, '', redis.call('HGET', pipeline, 'views') }
`,
);
