import { of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Keyed } from '../core/key-write.ts';
import type { Position, Read } from '../core/record.ts';
import type { Reader, RunContext, Source } from '../core/source.ts';
import type { Millis } from '../core/time.ts';

/** What stood under a key when it was read. */
export interface CachedKey extends Keyed {
  /** When the run was due. When it was written nobody knows: let who writes it say how long it may be believed. */
  readonly time: Millis;
}

/**
 * What stands under keys of the store when the run begins, in the order of the keys: `cached('price:BTC')`, or with `*`
 * and `?` for what may vary, `cached('symbol:*')`. In Redis whoever wrote them, such as a counter of another program. A
 * job: it is over then, and what is opened again after a crash gives the same. A key that is not there is warned of; so
 * is a pattern that nothing matches.
 */
export function cached(...keys: readonly string[]): Source<CachedKey> {
  if (keys.length === 0 || keys.some((key) => typeof key !== 'string' || key === '')) {
    throw new PipelineError('CONFIG', "cached() was given no key. Wanted: such as cached('price:BTC') or 'symbol:*'.");
  }
  const id = 'keys';
  return {
    kind: 'other',
    name: `cached(${keys.join(', ')})`,
    bounded: true,
    onePartition: true,
    partitions: (context) => of([{ id, parents: [], open: async (from) => readerOf(keys, context, from) }]),
  };
}

/**
 * What stood there, once. The first read is of nothing: it chooses, and that is committed, in its position, before what
 * was chosen is given, so that what is opened again gives the same. All of that is one read, and so one commit.
 */
function readerOf(patterns: readonly string[], context: RunContext, from: Position | undefined): Reader<CachedKey> {
  let chosen: readonly CachedKey[] | undefined = from === undefined ? undefined : JSON.parse(from);
  return {
    async next(): Promise<Read<CachedKey>> {
      if (chosen) {
        const positionOf = (i: number) => String(i + 1);
        return { items: chosen, position: String(chosen.length), positionOf, ended: { children: [] } };
      }
      chosen = await choose(patterns, context);
      const position = JSON.stringify(chosen);
      return { items: [], position, positionOf: () => position, chose: true };
    },
    async close() {},
  };
}

async function choose(
  patterns: readonly string[],
  { keys, logger, scheduled: time }: RunContext,
): Promise<readonly CachedKey[]> {
  const items = new Map<string, CachedKey>();
  for (const pattern of patterns) {
    const found = await keys(pattern);
    if (found.length === 0) logger.warn({ key: pattern }, 'there is no such key');
    for (const one of found) items.set(one.key, { ...one, time });
  }
  return [...items.values()];
}
