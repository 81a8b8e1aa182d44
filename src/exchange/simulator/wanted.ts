import type { Wanted } from './connection.ts';
import { STREAMS_MAX } from './requests.ts';

/**
 * What the path of a websocket asks for: `/stream?streams=a/b` and `/ws/a/b`; bare `/stream` and `/ws` too, for streams
 * that are subscribed to later. Undefined where it cannot be right.
 */
export function wantedIn(path: string): Wanted | undefined {
  const url = URL.parse(path, 'ws://localhost');
  const unit = url?.searchParams.get('timeUnit')?.toUpperCase() ?? 'MILLISECOND';
  if (!url || (unit !== 'MILLISECOND' && unit !== 'MICROSECOND')) return undefined;
  const combined = url.pathname === '/stream';
  const names = combined ? url.searchParams.get('streams') : raw(url.pathname);
  if (names === undefined) return undefined;
  const streams = new Set(names?.split('/').filter((name) => name !== ''));
  if ((names !== null && streams.size === 0) || streams.size > STREAMS_MAX) return undefined;
  return { streams, combined, micros: unit === 'MICROSECOND' };
}

/** The names after `/ws/`, null for `/ws` alone, undefined for another path. */
function raw(path: string): string | null | undefined {
  if (path === '/ws') return null;
  return path.startsWith('/ws/') ? decoded(path.slice('/ws/'.length)) : undefined;
}

/** A path without its percent signs; one that is written wrongly names no stream. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
