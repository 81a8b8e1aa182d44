import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { overTime } from '../../core/view-chart.ts';
import { candleKeepers } from '../../views/candles.ts';
import type { DeclaredChart } from '../declared.ts';
import type { World } from '../world.ts';
import type { Document } from './document.ts';
import { keyIn, keysOf, noSuchKey } from './keys.ts';
import { charted, found, headOf, instant } from './overview.ts';
import { statsShown } from './stats.ts';
import { lastRows } from './symbol-rows.ts';
import type { SymbolDocument } from './view-shapes.ts';

/**
 * All that views which declare charts have of one key: each of their charts over time of it alone, and its last rows.
 * The key may be written in any case. A PipelineError CONFIG without a key, MISSING for one of which they have had
 * nothing for as long as their charts go back.
 */
export const symbol: Document = {
  async read(world, { key: asked, at }): Promise<SymbolDocument> {
    if (asked === undefined) throw noKey();
    const then = instant(at);
    const views = await found(world, then);
    const keys = keysOf(views);
    const key = await knownKey(world, asked, keys, then);
    const charts = await charted(views, (chart) => (isOverTime(chart) ? key : null));
    const rows = views.flatMap((view) => lastRows(view, key));
    return { ...(await headOf(views, at)), keys, key, charts, stats: await statsShown(world, views, key, then), rows };
  },
  async check(world, { key, at }) {
    if (key === undefined) throw noKey();
    const then = instant(at);
    await knownKey(world, key, keysOf(await found(world, then)), then);
  },
  follows({ views, pipelines }, { key, at }) {
    if (key === undefined) throw noKey();
    instant(at);
    return [...new Set([...views, ...candleKeepers(pipelines)].map(({ pipeline }) => pipeline.name))];
  },
};

const noKey = () => new PipelineError('CONFIG', 'Of which symbol? Wanted: key=BTCUSDT.');

const isOverTime = ({ type = 'bar', draw, by }: DeclaredChart): boolean => (draw ? by === 'window' : overTime(type));

/**
 * The key as it is written here; one that had nothing at an instant is known all the same where it has something now.
 * A PipelineError MISSING for one that has not.
 */
export async function knownKey(
  world: World,
  key: string,
  then: readonly string[],
  at: Millis | undefined,
): Promise<string> {
  const known = keyIn(then, key);
  if (known !== undefined) return known;
  const now = at === undefined ? then : keysOf(await found(world, undefined));
  const since = keyIn(now, key);
  if (since !== undefined || now.length === 0) return since ?? key;
  throw noSuchKey('There is', key, now);
}
