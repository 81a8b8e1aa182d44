/** Replays a log through usd-per-minute with a watch on each stage; prints ms by stage as JSON. `node stages.ts LOG`. */
import { lastValueFrom, tap } from 'rxjs';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import type { Operator } from '../../src/core/operator.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import { silent } from '../../src/core/silent.ts';
import type { Source } from '../../src/core/source.ts';
import { wrapped } from '../../src/core/wrapped.ts';
import { file } from '../../src/logs/file/file.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { run } from '../../src/runtime/run.ts';
import { memoryStore } from '../../src/store/memory.ts';

const [, , path = ''] = process.argv;
const stages: { [stage: string]: number } = {};
const watch = (stage: string, since: number): void => {
  stages[stage] = (stages[stage] ?? 0) + performance.now() - since;
};

/** From when a batch enters the operator to when its answer leaves it, the operators behind not counted. */
function watched(op: Operator<never, unknown>): Operator<never, unknown> {
  let since = 0;
  const timed = (source: Parameters<typeof op>[0]) =>
    source.pipe(
      tap(() => {
        since = performance.now();
      }),
      op,
      tap(() => watch(op.spec.name, since)),
    );
  return Object.assign(timed, { spec: op.spec }) as unknown as Operator<never, unknown>;
}

const watchedReads = <T>(source: Source<T>): Source<T> =>
  wrapped(source, (reader) => ({
    next: async (signal) => {
      const since = performance.now();
      const read = await reader.next(signal);
      watch('read', since);
      return read;
    },
    close: () => reader.close(),
  }));

const store = memoryStore({ clock: systemClock });
const commit = store.commit.bind(store);
store.commit = async (written) => {
  const since = performance.now();
  const committed = await commit(written);
  watch('commit', since);
  return committed;
};

const pipeline: Pipeline = {
  ...usdPerMinute,
  source: watchedReads(file(path, { end: true })),
  operators: usdPerMinute.operators.map(watched),
};
const { signal } = new AbortController();
const since = performance.now();
await lastValueFrom<{ readonly counts: Readonly<Record<string, number>> }>(
  run(pipeline, { store, clock: systemClock, logger: silent, logUrl: 'file:.', signal, owner: 'bench' }),
);
const all = performance.now() - since;
const named = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
process.stdout.write(JSON.stringify({ ...stages, loop: all - named }));
