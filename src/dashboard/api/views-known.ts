import { messageOf, PipelineError } from '../../core/errors.ts';
import { type Pipeline, viewsOf, windowIn, windowOf } from '../../core/pipeline.ts';
import { type Millis, START_OF_TIME } from '../../core/time.ts';
import { furthestWatermark } from '../../store/store.ts';
import { type KeptView, keptIn } from '../../views/kept-view.ts';
import type { World } from '../world.ts';

/** A view, as `/api/views` lists it. */
interface ListedView {
  readonly name: string;
  readonly pipeline: string;
  /** What stands in a row, and what that computes, such as `sum(usd)`. */
  readonly fields: readonly { readonly name: string; readonly computes: string }[];
  /** When its first row that is kept starts; null where there is none, and where rows are totals. */
  readonly since: Millis | null;
  /** How far its own time has come; null where it has read nothing. */
  readonly until: Millis | null;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** All views of the pipelines that are known. */
export const keptViews = (world: World): Promise<readonly ListedView[]> =>
  Promise.all(
    world.pipelines.flatMap((pipeline) =>
      windowOf(pipeline) ? viewsOf(pipeline).map((name) => listed(world, name, pipeline)) : [],
    ),
  );

async function listed(world: World, name: string, pipeline: Pipeline): Promise<ListedView> {
  const { fold } = windowIn(pipeline);
  const fields = fold.names.map((field, i) => ({ name: field, computes: fold.computes[i] ?? '' }));
  const head = { name, pipeline: pipeline.name, fields, since: null, until: null };
  try {
    const kept = await keptIn(world.store, pipeline);
    return kept ? { ...head, ...(await spanOf(kept)) } : { ...head, problem: unrun(world, pipeline) };
  } catch (thrown) {
    if (thrown instanceof PipelineError && thrown.code !== 'WORLD') return { ...head, problem: messageOf(thrown) };
    throw thrown;
  }
}

async function spanOf({ store, scope, pipeline }: KeptView) {
  const until = furthestWatermark(await store.roster(scope));
  let since: Millis | null = null;
  for await (const { start } of store.rows(scope)) {
    if (Number.isFinite(windowIn(pipeline).size)) since = start;
    break;
  }
  return { since, until: until === START_OF_TIME ? null : until };
}

/**
 * A view of a pipeline that is known, with declared charts or without. A PipelineError MISSING for any other, and while
 * it has not run; errors as `keptIn`.
 */
export async function viewNamed(world: World, name: string): Promise<KeptView> {
  const keepers = world.pipelines.filter((pipeline) => windowOf(pipeline) && viewsOf(pipeline).includes(name));
  const keeper = (await world.store.viewed(name))?.scope.pipeline;
  const pipeline = keepers.find((one) => one.name === keeper) ?? keepers[0];
  const kept = pipeline && (await keptIn(world.store, pipeline));
  if (kept) return kept;
  if (pipeline) throw new PipelineError('MISSING', unrun(world, pipeline));
  const names = world.pipelines.flatMap(viewsOf).join(', ');
  const known = names === '' ? 'There is none.' : `There is: ${names}.`;
  const why = keeper === undefined ? '' : ` It is kept by ${keeper}, whose file is not here.`;
  throw new PipelineError('MISSING', `There is no view of that name.${why} ${known}`);
}

const unrun = ({ storeName }: World, { name }: Pipeline): string =>
  `${name} has not run in ${storeName}: millrace run ${name}.`;
