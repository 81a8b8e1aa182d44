import { messageOf, PipelineError } from '../../core/errors.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import { type Millis, START_OF_TIME } from '../../core/time.ts';
import { furthestWatermark } from '../../store/store.ts';
import { type KeptView, keptIn, timeOf } from '../../views/kept-view.ts';
import { noRows } from '../../views/no-rows.ts';
import { type Seen, seen } from '../../views/seen.ts';
import type { DeclaredView } from '../declared.ts';
import { isOfStore } from '../store-fails.ts';
import type { World } from '../world.ts';
import type { Found } from './charts.ts';
import { type Standing, standing } from './standing.ts';
import type { ShownView } from './view-shapes.ts';

/** A view as it is, or was at an instant, as far as its charts go back. */
export interface FoundView {
  readonly view: DeclaredView;
  /** Undefined while it has not run, and where its rows cannot be read. */
  readonly kept: KeptView | undefined;
  readonly found: Found;
  readonly shown: ShownView;
}

/**
 * Rejects where the store fails, or is another one by now; what else is wrong with one view is said of it, for the
 * others are still there.
 */
export async function findView(world: World, view: DeclaredView, at: Millis | undefined): Promise<FoundView> {
  const { name, pipeline } = view;
  const head = { name, pipeline: pipeline.name, updated: null, windows: { open: 0, final: 0 } };
  let kept: KeptView | undefined;
  const without = (state: 'empty' | 'broken', why: string, refused?: PipelineError): FoundView => ({
    ...{ view, kept, shown: { ...head, state, why } },
    found: { problem: why, ...(refused && { refused }) },
  });
  try {
    kept = await keptIn(world.store, pipeline);
    if (!kept) return without('empty', (await standing(world, pipeline)).why ?? '');
    const windows = await read(world, view, kept, at);
    if (windows.windows.length > 0) {
      const stands = at === undefined ? await standingNow(world, pipeline) : LIVE;
      return { view, kept, found: { kept, seen: windows }, shown: { ...head, ...counted(windows), ...stands } };
    }
    // What has read nothing has no time of its own, and the machine's is another one each time that one looks.
    const unread = furthestWatermark(await kept.store.roster(kept.scope)) === START_OF_TIME;
    const range = unread ? {} : windows.range;
    const why = at === undefined ? `${await noRows(kept, name, range)}.` : `${name} had no final rows then.`;
    if (unread) return without('empty', why);
    const shown = { ...head, state: 'empty', why, ...counted(windows) } as const;
    return { view, kept, found: { kept, seen: windows }, shown };
  } catch (thrown) {
    if (!(thrown instanceof PipelineError) || isOfStore(thrown)) throw thrown;
    if (thrown.code === 'CHANGED') return without('broken', (await standing(world, pipeline)).why ?? '', thrown);
    const unknownThen = at !== undefined && ['CONFIG', 'LOG'].includes(thrown.code);
    return without(unknownThen ? 'empty' : 'broken', messageOf(thrown), thrown);
  }
}

/** Of one that has rows: it goes on, it has ended, or it is stalled. */
async function standingNow(world: World, pipeline: Pipeline): Promise<Standing> {
  const now = await standing(world, pipeline);
  return now.state === 'ended' || now.state === 'stalled' ? now : LIVE;
}

const LIVE: Standing = { state: 'live' };

async function read(world: World, view: DeclaredView, kept: KeptView, at: Millis | undefined): Promise<Seen> {
  if (at === undefined) return view.recent.read(kept);
  const now = await timeOf(kept, world.clock);
  return seen(view.name, kept, { range: {}, last: view.last, at, now });
}

/** A window that is open for one key is open. */
function counted({ windows, updated }: Seen) {
  const starts = (final: boolean) => new Set(windows.flatMap(({ head }) => (head.final === final ? head.start : [])));
  const open = starts(false);
  return { updated, windows: { open: open.size, final: [...starts(true)].filter((start) => !open.has(start)).length } };
}
