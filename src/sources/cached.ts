import { of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Keyed } from '../core/key-write.ts';
import type { Read } from '../core/record.ts';
import type { Reader, RunContext, Source } from '../core/source.ts';

/**
 * What stands under keys of the store when the run begins, in the order of the keys: `cached('price:BTC')`, or with `*`
 * and `?` for what may vary, `cached('symbol:*')`. In Redis whoever wrote them, such as a counter of another program. A
 * job: it is over then. A key that is not there is warned of; so is a pattern that nothing matches.
 */
export function cached(...keys: readonly string[]): Source<Keyed> {
  if (keys.length === 0 || keys.some((key) => typeof key !== 'string' || key === '')) {
    throw new PipelineError('CONFIG', "cached() was given no key. Wanted: such as cached('price:BTC') or 'symbol:*'.");
  }
  const id = 'keys';
  return {
    kind: 'other',
    name: `cached(${keys.join(', ')})`,
    bounded: true,
    onePartition: true,
    partitions: (context) => of([{ id, parents: [], open: async () => readerOf(keys, context) }]),
  };
}

/** All in one read, and so in one commit: a run that is begun again before that reads what stands there then. */
const readerOf = (patterns: readonly string[], context: RunContext): Reader<Keyed> => ({
  next: async (): Promise<Read<Keyed>> => {
    const items = new Map<string, Keyed>();
    for (const pattern of patterns) {
      const found = await context.keys(pattern);
      if (found.length === 0) context.logger.warn({ key: pattern }, 'there is no such key');
      for (const one of found) items.set(one.key, one);
    }
    const all = [...items.values()];
    const positionOf = (i: number) => String(i + 1);
    return { items: all, position: String(all.length), positionOf, ended: { children: [] } };
  },
  close: async () => {},
});
