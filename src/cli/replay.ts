import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { foldOf, type Pipeline } from '../core/pipeline.ts';
import type { Sink } from '../core/sink.ts';
import { file } from '../logs/file/file.ts';
import { placeOf } from '../logs/file/position.ts';
import { run } from '../runtime/run.ts';
import { viewRows } from '../runtime/view.ts';
import { view } from '../sinks/view.ts';
import { memoryStore } from '../store/memory.ts';
import { example } from './example.ts';
import { loadPipeline } from './load-pipeline.ts';
import { wholeIn } from './number-option.ts';
import { grouped, print, printRows, say } from './output.ts';
import { ProgressBar } from './progress-bar.ts';
import { rebatched } from './rebatched.ts';
import { type Counts, reckoning, rejectedText } from './reckoning.ts';
import { type Session, sessionOf } from './session.ts';

interface Options {
  readonly json?: true;
  readonly batch?: number;
}

export function replayCommand(program: Command): void {
  program
    .command('replay')
    .summary('Fold a log that is over, from its start to its end.')
    .description(
      'Fold a log that is over, from its start to its end, with a store that is thrown away. Prints the final rows ' +
        'by start and key; of a pipeline without a window, what comes out of it. Nothing is sent anywhere.',
    )
    .argument('<pipeline>', 'name or path of a pipeline that reads a log')
    .option('--json', 'as JSON, one row a line; amounts are exact decimal strings')
    .option('--batch <n>', 'records in one read, or "all": the result is the same whatever it is', batchSize)
    .addHelpText(
      'after',
      `\nThe log is what --log says: file:PATH or a path, or a folder that holds the pipeline's log.`,
    )
    .addHelpText('after', example('millrace replay usd-per-minute --log file:./data/crypto.ndjson --json'))
    .action(async (name: string, options: Options, command: Command) => {
      await replay(await loadPipeline(name), options, sessionOf(command));
    });
}

async function replay(pipeline: Pipeline, options: Options, session: Session): Promise<void> {
  const path = logOf(pipeline, session.logUrl);
  const keepsRows = pipeline.operators.at(-1)?.spec.window !== undefined;
  const left = pipeline.destinations.filter(({ kind }) => kind !== 'view').map(({ kind, name }) => `${kind} ${name}`);
  if (left.length > 0) say(`millrace: nothing is sent in a replay; left out: ${left.join(', ')}`);

  const source = file(path, { end: true });
  const replayed: Pipeline = {
    ...pipeline,
    source: options.batch === undefined ? source : rebatched(source, options.batch),
    destinations: [keepsRows ? view(pipeline.name, { keep: Number.POSITIVE_INFINITY }) : toStdout],
  };
  const { clock } = session;
  const store = memoryStore({ clock });
  const bar = new ProgressBar(clock, statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const began = clock.now();
  const running = run(replayed, { ...session, store, signal: new AbortController().signal }).pipe(
    tap(({ position, counts }) => bar.update(position ? placeOf(position).offset : 0, counts.records ?? 0)),
  );
  await lastValueFrom(running, { defaultValue: undefined }).finally(() => bar.clear());
  const took = clock.now() - began;

  const scope = { pipeline: pipeline.name, version: 1 };
  if (keepsRows) await printRows(viewRows(store, scope, foldOf(replayed)), options);
  say(summary(await store.counts(scope), took));
}

/** Where the pipeline's log is. */
function logOf({ name, source }: Pipeline, logUrl: string): string {
  if (source.place) return source.place(logUrl);
  throw new PipelineError(
    'CONFIG',
    `${name} reads ${source.name}, which is no log: only what is in a log can be replayed.`,
  );
}

const toStdout: Sink<unknown> = {
  kind: 'sink',
  name: 'stdout',
  open: async () => ({
    write: (output) => print(`${output.map(({ value }) => JSON.stringify(value)).join('\n')}\n`),
    close: async () => {},
  }),
};

function summary(counts: Counts, ms: number): string {
  const all = reckoning(counts);
  const parts = [
    `${grouped(all.records)} records`,
    `${grouped(all.folded)} folded`,
    `${grouped(all.duplicates)} duplicates`,
    rejectedText(all),
    `${grouped((all.records * 1_000) / Math.max(1, ms))} records/s`,
  ];
  return parts.join(' · ');
}

const batchSize = (text: string): number => (text === 'all' ? Number.POSITIVE_INFINITY : wholeIn(1, 1e9)(text));
