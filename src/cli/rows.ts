import { type Command, Option } from 'commander';
import { defer, lastValueFrom } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { windowIn } from '../core/pipeline.ts';
import { silent } from '../core/silent.ts';
import { followRows } from '../runtime/follow-rows.ts';
import { retryWorld } from '../runtime/retry.ts';
import { viewRows } from '../runtime/view.ts';
import type { RowRange } from '../store/store.ts';
import { type KeptView, timeOf } from '../views/kept-view.ts';
import { hasKey } from '../views/no-rows.ts';
import { example } from './example.ts';
import { WHEN, type When, whenOf } from './instant.ts';
import { openView } from './kept-view.ts';
import { tellNoRows } from './nothing-found.ts';
import { tellOutages } from './outage.ts';
import { type Format, printer, printRows } from './output.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';
import { shownRows } from './total-rows.ts';
import { rangeOf } from './view-range.ts';

interface Options extends Format {
  readonly follow?: true;
  readonly open?: true;
  readonly from?: When;
  readonly to?: When;
  readonly key?: string;
  readonly pipeline?: string;
}

export function rowsCommand(program: Command): void {
  program
    .command('rows')
    .summary('Print the rows of a view, or follow them.')
    .description('Print the rows of a view as they are now, open windows included, by start and key.')
    .argument('<view>', 'its name')
    .option('--follow', 'the final rows, then each one when it becomes final, by closing time, until it is stopped')
    .option('--open', 'with --follow: open windows, too, each time that they have changed')
    .option('--from <time>', `of windows that start then or later: ${WHEN}`, whenOf)
    .option('--to <time>', 'of windows that start before then; --follow ends when they are final', whenOf)
    .option('--key <key>', 'those of one key only, such as BTCUSDT')
    .option('--json', 'as JSON, one row a line; amounts are exact decimal strings')
    .addOption(new Option('--csv', 'as CSV by RFC 4180, with a header; amounts are exact').conflicts('json'))
    .option('--pipeline <path>', 'the file of the pipeline that keeps it; left out: looked up by its name')
    .addHelpText('after', HELP)
    .action(async (view: string, options: Options, command: Command) => {
      if (options.open && !options.follow) {
        command.error('error: --open goes with --follow; without it open windows are shown anyway');
      }
      await rows(view, await openView(view, options.pipeline, sessionOf(command)), options, sessionOf(command));
    });
}

const HELP = `
Times are UTC unless they name a zone. 12:00 is the last one that the view's own time has passed. Of a --from and a --to
without a day both are of that day; behind a --from with one, --to is the first one after that.
${example(
  'millrace rows usd-per-minute',
  'millrace rows usd-per-minute --key BTCUSDT --from 12:00 --to 13:00 --csv > noon.csv',
  'millrace rows usd-per-minute --follow --open --key BTCUSDT --json',
)}`;

async function rows(view: string, kept: KeptView, options: Options, session: Session): Promise<void> {
  const { store, scope, pipeline } = kept;
  const range = rangeOf(options, await timeOf(kept, session.clock));
  if (options.follow) await follow(view, kept, range, options, session);
  else {
    const window = windowIn(pipeline);
    const found = viewRows(store, scope, window.fold, range);
    const printed = await printRows(shownRows(found, window, options), options);
    if (printed === 0) await tellNoRows(kept, view, range);
  }
  await store.close();
}

async function follow(view: string, kept: KeptView, range: RowRange, options: Options, session: Session) {
  const { store, scope, pipeline } = kept;
  const { key } = range;
  if (pipeline.source.bounded) {
    const { name } = pipeline;
    throw new PipelineError('CONFIG', `${name} is a job, its rows are those of its last run: leave --follow out.`);
  }
  // Who stops it has seen enough: nothing is to be said about it.
  const signal = stopSignal(silent);
  const write = printer(options);
  const following = { window: windowIn(pipeline), range, open: options.open ?? false, signal };
  if (key !== undefined && !(await hasKey(kept, key))) await tellNoRows(kept, view, { key }, '; waiting for some');
  const over = new AbortController();
  void tellOutages(() => store.registered(pipeline.name), session.clock, AbortSignal.any([signal, over.signal]));
  const rows = followRows(store, scope, following);
  // What fails is told by `tellOutages`, also where nothing was asked for.
  const written = defer(async () => {
    for await (const page of rows()) await write(page);
  }).pipe(retryWorld('rows', session.owner, { ...session, signal, logger: silent }));
  try {
    await lastValueFrom(written, { defaultValue: undefined });
  } finally {
    over.abort();
  }
}
