import { PipelineError } from '../../core/errors.ts';
import { never } from '../../core/never.ts';
import type { Pipeline } from '../../core/pipeline.ts';
import type { Clock, Duration, Millis } from '../../core/time.ts';
import { kinesis } from '../../logs/kinesis/kinesis.ts';
import { pagesOf } from '../../logs/kinesis/pages.ts';
import { placeOf } from '../../logs/kinesis/place.ts';
import { startAt } from '../../logs/kinesis/start.ts';
import type { Stream } from '../../logs/kinesis/stream.ts';
import type { Enrolled, StoreReader } from '../../store/store.ts';
import { pipelineIn } from '../load-pipeline.ts';
import { pipelineFiles } from '../pipeline-files.ts';
import type { StreamAddress } from './address.ts';
import type { Behind, Described } from './shard-line.ts';

/** A pipeline that has run on the stream, and where it was on each shard. */
export interface Consumer {
  readonly pipeline: string;
  readonly roster: readonly Enrolled[];
}

/** Those of the pipelines that can be run by name which have read this stream, by their checkpoints in the store. */
export async function consumersOf(address: StreamAddress, logUrl: string, store: StoreReader): Promise<Consumer[]> {
  const { stream, ...place } = address;
  const here = kinesis(stream, place).place(logUrl);
  const consumers: Consumer[] = [];
  for (const { path } of await pipelineFiles()) {
    const pipeline = await pipelineIn(path).catch(() => undefined); // the others can be told all the same
    const registered = pipeline && (await store.registered(pipeline.name));
    if (!registered || placeRead(pipeline, logUrl) !== here) continue;
    consumers.push({ pipeline: pipeline.name, roster: await store.roster(registered.scope) });
  }
  return consumers;
}

function placeRead({ source }: Pipeline, logUrl: string): string | undefined {
  try {
    return source.place?.(logUrl);
  } catch {
    return undefined; // what cannot be read as things are is not read from here
  }
}

/** How far behind each of them is on a shard that it knows. */
export async function behindOn(
  stream: Stream,
  shard: string,
  consumers: readonly Consumer[],
  clock: Clock,
): Promise<Described['behind']> {
  const behind: { [pipeline: string]: Described['behind'][string] } = {};
  for (const { pipeline, roster } of consumers) {
    const enrolled = roster.find(({ partition }) => partition === shard);
    if (!enrolled) continue;
    const { position, ended } = enrolled;
    if (ended) behind[pipeline] = 'read to its end';
    else behind[pipeline] = position === undefined ? 'not begun' : await lagOrNone(stream, shard, position, clock);
  }
  return behind;
}

/** Text where the checkpoint is none of this stream: it was removed, and made anew under its name. */
async function lagOrNone(stream: Stream, shard: string, position: string, clock: Clock): Promise<Behind> {
  try {
    return await lag(stream, shard, position, clock);
  } catch (thrown) {
    if (thrown instanceof PipelineError && thrown.code === 'CONFIG') return 'read another stream';
    throw thrown;
  }
}

/** How long the oldest record behind a checkpoint has waited; 0 where there is none. */
async function lag(stream: Stream, shard: string, position: string, clock: Clock): Promise<Duration> {
  const pages = pagesOf(stream, shard, startAt(placeOf(position)), { limit: 1, pauseMax: 200 }, clock);
  for (;;) {
    const { records, behind = 0, children } = await pages.next(never);
    const arrived: Millis | undefined = records[0]?.ApproximateArrivalTimestamp?.getTime();
    if (arrived !== undefined) return Math.max(behind, clock.now() - arrived, 0);
    if (behind === 0 || children) return 0;
  }
}
