import type { Command } from 'commander';
import { example } from './example.ts';
import { linesOf } from './jobs/line.ts';
import { overview } from './jobs/overview.ts';
import { showPictures } from './jobs/pictures.ts';
import { lastOf, reading, runsOf } from './jobs/reading.ts';
import { runNow } from './jobs/run-now.ts';
import { showLog } from './jobs/show-log.ts';
import { wholeIn } from './number-option.ts';
import { printRows } from './output.ts';

export function jobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .summary('Show the jobs, what became of their last runs, and when they are due next.')
    .description(
      'The jobs, pipelines whose sources end: each with its last run and, where it has a schedule here, when it is ' +
        'due next.',
    )
    .option('--json', 'as JSON, one job a line; times and spans in ms')
    .addHelpText('after', HELP)
    .action((_: object, command: Command) => overview(command));
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
    .argument('[number]', LAST, numbered)
    .addHelpText('after', example('millrace jobs logs hourly-units', 'millrace jobs logs hourly-units 12'))
    .action((job: string, number: number | undefined, _: object, command: Command) =>
      reading(command, (store, { url }) => showLog(store, job, number, url)),
    );
  jobs
    .command('pictures')
    .description('The pictures that a run of a job has made: written into a folder, or their names.')
    .argument('<job>', 'the name of its pipeline')
    .argument('[number]', LAST, numbered)
    .option('-o, --out <folder>', 'where they are written; left out: they are listed')
    .option('--json', 'as JSON, one picture a line')
    .addHelpText('after', example('millrace jobs pictures hourly-units', 'millrace jobs pictures hourly-units 12 -o .'))
    .action((job: string, number: number | undefined, { out }: { readonly out?: string }, command: Command) =>
      reading(command, (store, { json, url }) => showPictures(store, { job, number, out, json }, url)),
    );
  jobs
    .command('run')
    .description('Run a job now, as its schedule would: with its own timeout, retries, and whom it tells.')
    .argument('<pipeline>', 'its name or path')
    .addHelpText('after', example('millrace jobs run hourly-units'))
    .action((job: string, _: object, command: Command) => runNow(job, command));
}

const LAST = 'of the run; left out: the last one';
const numbered = wholeIn(1, Number.MAX_SAFE_INTEGER);

const HELP = `
A run whose process was killed is lost: it was not heard of for half a minute. Its span is until it last was.
Due next are the jobs of ./pipelines, while "millrace schedule" runs them; of those of millrace what has run.
${example('millrace jobs', 'millrace jobs history hourly-units', 'millrace jobs logs hourly-units')}`;
