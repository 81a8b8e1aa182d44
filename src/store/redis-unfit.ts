import { PipelineError } from '../core/errors.ts';
import type { RedisAddress } from './redis-address.ts';

/** The first that refuses a script at its start when memory is full, so that none is left half done. */
const OLDEST = 7;

interface Asked {
  readonly address: RedisAddress;
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
}

/** @throws PipelineError CONFIG for a Redis that is not fit to be a store, as it is or as it is set up */
export async function refuseUnfit(asked: Asked): Promise<void> {
  const { db, shown } = asked.address;
  const info = infoOf(String(await asked.command('INFO')));
  const refuse = (what: string) => new PipelineError('CONFIG', `${shown}: ${what}.`);
  // Otherwise one that it does not have would be taken for database 0, without a word.
  await asked.command('SELECT', db).catch(() => {
    throw refuse(`it has no database ${db}, or does not let this user in there (CONFIG GET databases)`);
  });
  const version = info.get('redis_version') ?? '';
  if (Number.parseInt(version, 10) < OLDEST) throw refuse(`it is Redis ${version}. Wanted: ${OLDEST} or later`);
  if (info.get('cluster_enabled') === '1') throw refuse('it is a Redis Cluster. Wanted: a Redis that stands alone');
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (info.get('maxmemory') !== '0' && policy.startsWith('allkeys')) {
    throw refuse(`its maxmemory-policy is ${policy}, which forgets state when memory is full. Wanted: noeviction`);
  }
}

const infoOf = (text: string): ReadonlyMap<string, string> =>
  new Map(Array.from(text.matchAll(/^(\w+):(.*?)\r?$/gm), ([, name = '', value = '']) => [name, value]));
