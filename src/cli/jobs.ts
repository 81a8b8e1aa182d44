import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { printable } from '../core/table.ts';
import { iso } from '../core/time.ts';
import { openReader, shownStore } from '../store/open-store.ts';
import type { JobsReader, Run } from '../store/store.ts';
import { example } from './example.ts';
import { wholeIn } from './number-option.ts';
import { print, printRows, say } from './output.ts';
import { sessionOf } from './session.ts';

/** Runs or jobs that are read at a time. */
const PAGE = 100;

/** How it is read; `--json` is the command's own or that of `jobs`, which takes it first. */
interface How {
  readonly url: string;
  readonly json: boolean;
}

export function jobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .summary('Show the jobs that have run, and what became of them.')
    .description('The jobs that have run, pipelines whose sources end: each with its last run.')
    .option('--json', 'as JSON, one job a line; times and spans in ms')
    .addHelpText('after', HELP)
    .action((_: object, command: Command) =>
      reading(command, async (store, { json, url }) => {
        const printed = await printRows(json ? lastRuns(store) : linesOf(lastRuns(store)), { json });
        if (printed === 0) say(`${url} knows no run of a job`);
      }),
    );
  jobs
    .command('history')
    .description('The runs of a job, the newest first.')
    .argument('<job>', 'the name of its pipeline')
    .option('-n <number>', 'how many', wholeIn(1, 10_000), 25)
    .option('--json', 'as JSON, one run a line; times and spans in ms')
    .addHelpText('after', example('millrace jobs history hourly-units -n 100'))
    .action((job: string, { n }: { readonly n: number }, command: Command) =>
      reading(command, async (store, { json, url }) => {
        await lastOf(store, job, url);
        const runs = runsOf(store, job, n);
        await printRows(json ? runs : linesOf(runs), { json });
      }),
    );
  jobs
    .command('logs')
    .description('What a run of a job has logged, on stdout; what is known of the run, on stderr.')
    .argument('<job>', 'the name of its pipeline')
    .argument('[number]', 'of the run; left out: the last one', wholeIn(1, Number.MAX_SAFE_INTEGER))
    .addHelpText('after', example('millrace jobs logs hourly-units', 'millrace jobs logs hourly-units 12'))
    .action((job: string, number: number | undefined, _: object, command: Command) =>
      reading(command, (store, { url }) => showLog(store, job, number, url)),
    );
}

const HELP = `
A run whose process was killed is lost: it was not heard of for half a minute. Its span is until it last was.
${example('millrace jobs', 'millrace jobs history hourly-units', 'millrace jobs logs hourly-units')}`;

async function reading(command: Command, read: (store: JobsReader, how: How) => Promise<unknown>): Promise<void> {
  const session = sessionOf(command);
  const { json = false } = command.optsWithGlobals<{ readonly json?: true }>();
  const store = await openReader(session.storeUrl, session);
  await read(store.jobs, { url: shownStore(session.storeUrl), json });
  await store.close();
}

async function showLog(store: JobsReader, job: string, wanted: number | undefined, url: string): Promise<void> {
  const last = await lastOf(store, job, url);
  const run = await store.run(job, wanted ?? last.number);
  if (!run) {
    throw new PipelineError(
      'MISSING',
      `${job} has no run ${wanted}, or none any more: "millrace jobs history ${job}" lists those there are.`,
    );
  }
  const { log, ...head } = run;
  for (const [name, value] of Object.entries(lineOf(head)))
    if (value !== undefined) say(`${name}: ${printable(`${value}`)}`);
  // A terminal would obey what is in it.
  await print(process.stdout.isTTY ? log.replace(/[^\n]+/g, printable) : log);
}

async function lastOf(store: JobsReader, job: string, url: string): Promise<Run> {
  const [last] = await store.runs(job, { limit: 1 });
  if (last) return last;
  throw new PipelineError('MISSING', `${url} knows no run of a job ${job}: "millrace jobs" lists those that have run.`);
}

async function* lastRuns(store: JobsReader): AsyncGenerator<Run> {
  for (let after: string | undefined; ; ) {
    const page = await store.last({ limit: PAGE, after });
    yield* page;
    after = page.at(-1)?.job;
    if (after === undefined) return;
  }
}

async function* runsOf(store: JobsReader, job: string, n: number): AsyncGenerator<Run> {
  for (let left = n, before: number | undefined; left > 0; ) {
    const page = await store.runs(job, { limit: Math.min(left, PAGE), before });
    yield* page;
    left -= page.length;
    before = page.at(-1)?.number;
    if (before === undefined) return;
  }
}

/** For people. */
async function* linesOf(runs: AsyncIterable<Run>): AsyncGenerator<object> {
  for await (const run of runs) yield lineOf(run);
}

/** Of a lost run, which has told no error, when it was last heard of; its seconds are until then. */
const lineOf = ({ job, number, state, started, duration, records, setAside, cause, error }: Run) => ({
  job,
  run: number,
  state,
  started: iso(started),
  seconds: (duration / 1_000).toFixed(1),
  records,
  'set aside': setAside,
  cause,
  error: state === 'lost' ? `not heard of since ${iso(started + duration)}` : error,
});
