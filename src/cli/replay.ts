import { statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import type { Reason } from '../core/batch.ts';
import { PipelineError } from '../core/errors.ts';
import { never } from '../core/never.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { printable } from '../core/table.ts';
import { file } from '../logs/file/file.ts';
import { placeOf } from '../logs/file/position.ts';
import { addressOf, isKinesis } from '../logs/kinesis/address.ts';
import { run } from '../runtime/run.ts';
import type { SetAside } from '../runtime/task-spec.ts';
import { viewRows } from '../runtime/view.ts';
import { print } from '../sinks/print.ts';
import { view } from '../sinks/view.ts';
import { memoryStore } from '../store/memory.ts';
import { example } from './example.ts';
import { loadPipeline } from './load-pipeline.ts';
import { wholeIn } from './number-option.ts';
import { printRows, say } from './output.ts';
import { ProgressBar } from './progress-bar.ts';
import { rebatched } from './rebatched.ts';
import { noneParsed, summary } from './replay-summary.ts';
import { type Session, sessionOf } from './session.ts';
import { shownRows } from './total-rows.ts';

interface Options {
  readonly json?: true;
  readonly csv?: true;
  readonly key?: string;
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
    .addOption(new Option('--csv', 'as CSV by RFC 4180, with a header; amounts are exact').conflicts('json'))
    .option('--key <key>', 'rows of one key only, such as BTCUSDT')
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
  const window = pipeline.operators.at(-1)?.spec.window;
  if (!window) refuseOfWindows(pipeline, options);
  const kept = window ? [view(pipeline.name, { keep: Number.POSITIVE_INFINITY })] : printsOf(pipeline, options);
  tellLeftOut(pipeline, kept);

  const source = file(path, { end: true });
  const replayed: Pipeline = {
    ...pipeline,
    source: options.batch === undefined ? source : rebatched(source, options.batch),
    destinations: kept,
  };
  const { clock } = session;
  const store = memoryStore({ clock });
  const total = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  // What is printed while it folds would stand in the midst of a bar on the same terminal.
  const bar = window || !process.stdout.isTTY ? new ProgressBar(clock, total) : undefined;
  const rejected = new Map<Reason, SetAside>();
  const began = clock.elapsed();
  const running = run(replayed, { ...session, store, signal: never }).pipe(
    tap((progress) => {
      for (const one of progress.rejected) if (!rejected.has(one.reason)) rejected.set(one.reason, one);
      bar?.update(progress.position ? placeOf(progress.position).offset : 0, progress.counts.records ?? 0);
    }),
  );
  await lastValueFrom(running, { defaultValue: undefined }).finally(() => bar?.clear());
  const took = clock.elapsed() - began;

  const scope = { pipeline: pipeline.name, version: 1 };
  if (window) {
    const { key } = options;
    await printRows(
      shownRows(viewRows(store, scope, window.fold, key === undefined ? {} : { key }), window, options),
      options,
    );
  }
  const counts = await store.counts(scope);
  say(summary(counts, window !== undefined, took));
  for (const { reason, detail, id } of rejected.values()) say(`  the first ${reason}: ${printable(detail)} (${id})`);
  if (noneParsed(counts)) {
    say(`millrace: none of these could be parsed: is ${path} a log of JSON lines, and not compressed?`);
  }
}

function refuseOfWindows({ name }: Pipeline, { csv, key }: Options): void {
  const given = csv ? '--csv' : key !== undefined ? '--key' : undefined;
  if (given !== undefined) {
    throw new PipelineError('CONFIG', `${name} folds no windows, so there are no rows: leave ${given} out.`);
  }
}

/** Where the pipeline's log is. */
function logOf({ name, source }: Pipeline, logUrl: string): string {
  const place = source.place?.(logUrl);
  if (place !== undefined && isKinesis(place)) {
    const { stream } = addressOf(place);
    throw new PipelineError(
      'CONFIG',
      `A replay folds a file, and ${place} is a stream. Wanted: --log file:./${stream}.ndjson, once "millrace peek ` +
        `${stream} -n 1000000 --json > ${stream}.ndjson" has made one of it.`,
    );
  }
  if (place !== undefined) return place;
  throw new PipelineError(
    'CONFIG',
    `${name} reads ${source.name}, which is no log: only what is in a log can be replayed.`,
  );
}

/** Where what comes out goes: as the pipeline itself prints it, or else, and always with --json, a line for each. */
function printsOf({ destinations }: Pipeline, { json }: Options): Pipeline['destinations'] {
  const own = destinations.filter(({ kind, name }) => kind === 'sink' && name === 'print');
  return own.length > 0 && !json ? own : [print()];
}

function tellLeftOut({ source, destinations }: Pipeline, kept: Pipeline['destinations']): void {
  const left = destinations.filter((one) => one.kind !== 'view' && !kept.includes(one));
  const names = left.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  if (left.length > 0) say(`millrace: nothing is sent in a replay; left out: ${names}`);
  if (source.bounded) say('millrace: the whole log is folded; where the pipeline would stop by itself is left out');
}

const batchSize = (text: string): number =>
  text === 'all' ? Number.POSITIVE_INFINITY : wholeIn(1, 1e9, ' or all')(text);
