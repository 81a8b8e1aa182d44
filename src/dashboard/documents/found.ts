import { messageOf, PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { type KeptView, keptIn, timeOf } from '../../views/kept-view.ts';
import { noRows } from '../../views/no-rows.ts';
import { type Seen, seen } from '../../views/seen.ts';
import type { DeclaredView } from '../declared.ts';
import type { World } from '../world.ts';
import type { Found } from './charts.ts';
import type { ShownView } from './view-shapes.ts';

/** A view as it is, or was at an instant, as far as its charts go back. */
export interface FoundView {
  readonly view: DeclaredView;
  readonly found: Found;
  readonly shown: ShownView;
}

export async function findView(world: World, view: DeclaredView, at: Millis | undefined): Promise<FoundView> {
  const { name, pipeline } = view;
  const head = { name, pipeline: pipeline.name, updated: null, windows: { open: 0, final: 0 } };
  try {
    const kept = await keptIn(world.store, pipeline);
    if (!kept) {
      const problem = `${pipeline.name} has not run in ${world.storeName}: millrace run ${pipeline.name}.`;
      return { view, found: { problem }, shown: { ...head, state: 'empty', why: problem } };
    }
    const windows = await read(world, view, kept, at);
    return { view, found: { kept, seen: windows }, shown: { ...head, ...(await standing(kept, name, windows)) } };
  } catch (thrown) {
    if (!(thrown instanceof PipelineError)) throw thrown;
    const problem = messageOf(thrown);
    return { view, found: { problem }, shown: { ...head, state: 'broken', why: problem } };
  }
}

async function read(world: World, view: DeclaredView, kept: KeptView, at: Millis | undefined): Promise<Seen> {
  if (at === undefined) return view.recent.read(kept);
  const now = await timeOf(kept, world.clock);
  return seen(view.name, kept, { range: {}, last: view.last, at, now });
}

async function standing(kept: KeptView, name: string, { windows, range, updated, at }: Seen) {
  const starts = (final: boolean) => new Set(windows.flatMap(({ head }) => (head.final === final ? head.start : [])));
  const open = starts(false);
  const counted = { open: open.size, final: [...starts(true)].filter((start) => !open.has(start)).length };
  if (windows.length > 0) return { state: 'live', updated, windows: counted } as const;
  const why = at === undefined ? `${await noRows(kept, name, range)}.` : `${name} had no final rows then.`;
  return { state: 'empty', updated, windows: counted, why } as const;
}
