import { PipelineError } from '../core/errors.ts';
import type { Clock } from '../core/time.ts';
import { memoryStore } from './memory.ts';
import { hidden, isRedis } from './redis-address.ts';
import type { Store, StoreReader } from './store.ts';

/** What a store is opened with: the clock decides when leases expire, and paces the waiting for other writers. */
export interface StoreOptions {
  readonly clock: Clock;
}

/** The URL as it may be shown: without a password. */
export const shownStore = (url: string): string => (isRedis(url) ? hidden(url) : url);

/** Opens the store that a URL such as `sqlite:./data/millrace.db` names; makes it where there is none. */
export async function openStore(url: string, { clock }: StoreOptions): Promise<Store> {
  if (isRedis(url)) return (await import('./redis.ts')).redisStore(url, { clock });
  const place = parse(url);
  if (place.kind === 'memory') return memoryStore({ clock });
  return (await import('./sqlite.ts')).sqliteStore(place.path, { clock });
}

/** Opens a store for reading, beside whoever writes to it; makes nothing. */
export async function openReader(url: string, { clock }: StoreOptions): Promise<StoreReader> {
  if (isRedis(url)) return (await import('./redis-reader.ts')).redisReader(url, { clock });
  const place = parse(url);
  if (place.kind === 'sqlite') return (await import('./sqlite-reader.ts')).sqliteReader(place.path, { clock });
  throw new PipelineError(
    'CONFIG',
    `"${url}" is gone with the run that filled it, so nothing can be read from it: run the pipeline with a store ` +
      'such as "sqlite:./data/millrace.db", and name the same one here.',
  );
}

type Place = { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path: string };

function parse(url: string): Place {
  if (url === 'memory:') return { kind: 'memory' };
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : '';
  if (path !== '') return { kind: 'sqlite', path };
  throw new PipelineError(
    'CONFIG',
    `"${url}" names no store: say "sqlite:" and the path of a file, as in "sqlite:./data/millrace.db", ` +
      '"redis://HOST:6379", or "memory:".',
  );
}
