import type { Pipeline } from '../../core/pipeline.ts';
import { type Millis, START_OF_TIME } from '../../core/time.ts';
import { openingOf, settledWatermark } from '../../store/store.ts';
import { reckoning } from '../../views/reckoning.ts';
import { type Stored, storedOf } from '../stored.ts';
import type { World } from '../world.ts';
import type { ShownPartition, ShownPipeline } from './pipeline-shapes.ts';
import { runnerOf, standingIn } from './standing.ts';

/** A pipeline as it is shown among others, and what that was read of. */
export interface Read {
  readonly shown: ShownPipeline;
  /** Undefined where it has never run here. */
  readonly stored: Stored | undefined;
  readonly partitions: readonly ShownPartition[];
}

export async function readPipeline(world: World, pipeline: Pipeline): Promise<Read> {
  const { name, options, source, operators, destinations } = pipeline;
  const stored = await storedOf(world.store, name);
  const partitions = stored ? await partitionsOf(world, stored) : [];
  const { rate } = world.watching.of(name);
  const { records, setAside } = reckoning(stored?.counts ?? {});
  const again = partitions.reduce((sum, { opened }) => sum + Math.max(0, opened - 1), 0);
  const shown: ShownPipeline = {
    name,
    ...(await standingIn(world, pipeline, stored)),
    bounded: source.bounded,
    schedule: options.schedule ?? null,
    source: source.name,
    upstream: source.upstream?.pipeline ?? null,
    operators: operators.map(({ spec }) => spec.name),
    destinations: destinations.map(({ kind, name }) => ({ kind, name })),
    ran: stored !== undefined,
    rate: rate === undefined ? null : Math.round(rate * 10) / 10,
    watermark: shownTime(settledWatermark(stored?.roster ?? [])),
    partitions: partitions.length,
    restarts: source.bounded ? null : again,
    records,
    setAside,
  };
  return { shown, stored, partitions };
}

async function partitionsOf({ store }: World, { registered, roster }: Stored): Promise<readonly ShownPartition[]> {
  const read = roster.map(async ({ partition, watermark, ended, commits }) => {
    const { fence } = await store.head(registered.scope, partition);
    const opening = fence === undefined ? undefined : openingOf(fence);
    return {
      partition,
      watermark: shownTime(watermark),
      ended,
      commits,
      opened: opening?.opened ?? 0,
      owner: opening ? runnerOf(opening) : null,
    };
  });
  return Promise.all(read);
}

/** Before anything was read there is none. */
const shownTime = (watermark: Millis): Millis | null => (watermark === START_OF_TIME ? null : watermark);
