/** Checked by the compiler alone: what is kept between events is plain data, which a store gives back as it was. */
import { count } from '../../src/aggregates/count.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { Source } from '../../src/core/source.ts';
import { collect } from '../../src/operators/collect.ts';
import { map } from '../../src/operators/map.ts';
import { scan } from '../../src/operators/scan.ts';
import { total } from '../../src/operators/total.ts';
import { is, look } from '../support/types.ts';

interface Visit {
  readonly at: number;
  readonly page: string;
  readonly referrer?: string | null;
}

declare const visited: Source<Visit>;
const visits = pipeline('visits').from(visited);
const byPage = { key: 'page' } as const;

interface Path {
  readonly pages: readonly string[];
  readonly last: { readonly at: number } | null;
}
const nowhere = (): Path => ({ pages: [], last: null });

visits
  .pipe(scan({ ...byPage, zero: nowhere }, ({ pages }, { page, at }) => ({ pages: [...pages, page], last: { at } })))
  .to(look((path) => is<Path>()(path)));
// @ts-expect-error: a date would come back as something else
visits.pipe(scan({ ...byPage, zero: () => ({ last: new Date(0) }) }, (_, { at }) => ({ last: new Date(at) })));
// @ts-expect-error: so would a map
visits.pipe(scan({ ...byPage, zero: () => new Map<string, number>() }, (state) => state));
// @ts-expect-error: so would a set, wherever it stands
visits.pipe(scan({ ...byPage, zero: () => ({ seen: [new Set<string>()] }) }, (state) => state));
// @ts-expect-error: so would a function
visits.pipe(scan({ ...byPage, zero: () => ({ next: () => 1 }) }, (state) => state));
// @ts-expect-error: so would a bigint
visits.pipe(scan({ ...byPage, zero: () => 0n }, (state) => state + 1n));
// @ts-expect-error: a misspelt key
visits.pipe(scan({ key: 'pge', zero: () => 0 }, (n) => n + 1));
// @ts-expect-error: a key is text
visits.pipe(scan({ key: 'at', zero: () => 0 }, (n) => n + 1));
// @ts-expect-error: a step gives another state of the same kind
visits.pipe(scan({ ...byPage, zero: () => 0 }, (_, { page }) => page));

visits.pipe(collect({ limit: 9 })).to(look((visit) => is<Visit>()(visit)));
visits.pipe(total(byPage, { n: count() }), collect({ limit: 9 })).to(look((row) => is<number>()(row.n)));
const dated = visits.pipe(map(({ at }) => ({ at: new Date(at) })));
// @ts-expect-error: an event that holds a date cannot be collected
dated.pipe(collect({ limit: 9 }));
// @ts-expect-error: only the author can know how many may be held
visits.pipe(collect({}));
