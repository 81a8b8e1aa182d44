import type { Command } from 'commander';
import { Ambient } from '../chaos/ambient.ts';
import { type Campaign, campaign } from '../chaos/campaign.ts';
import { PARTITIONS, prepare } from '../chaos/prepare.ts';
import { unseen } from '../chaos/unseen.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { grouped } from '../core/words.ts';
import { bar } from './bar.ts';
import { ProgressLines } from './chaos/progress-lines.ts';
import { recordsFor } from './chaos/records.ts';
import { faultsOf, report } from './chaos/report.ts';
import { example } from './example.ts';
import { EXIT, failure, isBrokenPipe } from './failure.ts';
import { loadPipeline } from './load-pipeline.ts';
import { wholeIn } from './number-option.ts';
import { print } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { type Session, sessionOf } from './session.ts';
import { StatusLine } from './status-line.ts';
import { stopSignal } from './stop.ts';

interface Options {
  readonly seeds: number;
  readonly seed?: number;
  readonly records: number;
  readonly partitions: number;
}

const BAR = 30;

export function chaosCommand(program: Command): void {
  program
    .command('chaos')
    .summary('Crash-test pipelines over a finite log.')
    .description(
      'Run pipelines as they are over a finite log, again and again, each time with another clock, other cuts into ' +
        'reads and partitions, and crashes, time-outs, repetitions and zombies at every step; and compare what they ' +
        `come to with a plain fold. Nothing is read or written outside. Exits with ${EXIT.failed} on a difference.`,
    )
    .argument('[pipeline...]', 'names or paths; left out: all that can be run by name and read a log')
    .option('--seeds <n>', 'how many worlds: 0 to n - 1', wholeIn(1, 1e9), 1_000)
    .option('--seed <n>', 'that one alone, such as one that was wrong', wholeIn(0, 1e9))
    .option('--records <n>', 'no more than the first n records of the log', wholeIn(1, 1e6), 1_500)
    .option(
      '--partitions <n>',
      'partitions of the log at its start, at most; with 1 it is never split',
      wholeIn(1, 16),
      PARTITIONS,
    )
    .addHelpText(
      'after',
      '\nThe log is the file of --log, if that is there, or else some thousand records of the simulated market.\n' +
        'Ctrl-C reports what came out so far. docs/chaos.md says what is compared, and how to read a failure.',
    )
    .addHelpText(
      'after',
      example(
        'millrace chaos usd-per-minute',
        'millrace chaos ./pipelines/mine.ts --log ./data/crypto.ndjson --seeds 10000',
        'millrace chaos ./pipelines/mine.ts --log ./data/crypto.ndjson --seed 807',
      ),
    )
    .action(async (named: readonly string[], options: Options, command: Command) => {
      const session = sessionOf(command);
      const given = command.getOptionValueSourceWithGlobals('log') === 'cli';
      const signal = stopSignal(session.logger);
      // In front of the pipelines, which may keep a function such as Date.now to themselves.
      using ambient = new Ambient();
      let codes = 0;
      let copies = 0;
      for (const [name, pipeline] of await load(named)) {
        if (signal.aborted) break;
        const anew = () => loadPipeline(name, ++copies);
        const code = await torment(name, pipeline, { options, session, given, signal, ambient, anew }).catch(
          (thrown) => {
            if (isBrokenPipe(thrown)) throw thrown;
            return failure(thrown);
          },
        );
        codes = Math.max(codes, code);
      }
      process.exitCode = codes;
    });
}

/** By what they were called. */
async function load(named: readonly string[]): Promise<readonly (readonly [string, Pipeline])[]> {
  const names = named.length > 0 ? named : (await pipelineFiles()).map(({ name }) => name);
  const loaded: [string, Pipeline][] = [];
  for (const name of names) loaded.push([name, await loadPipeline(name)]);
  return named.length > 0 ? loaded : loaded.filter(([, { source }]) => source.kind === 'log');
}

interface World {
  readonly options: Options;
  readonly session: Session;
  readonly given: boolean;
  readonly signal: AbortSignal;
  readonly ambient: Ambient;
  /** The pipeline as a process has it that has just begun. */
  readonly anew: () => Promise<Pipeline>;
}

/** Gives what this pipeline has to say in the exit code. */
async function torment(name: string, pipeline: Pipeline, world: World): Promise<number> {
  const { options, session, given, signal, ambient, anew } = world;
  const { clock, logUrl } = session;
  const began = clock.elapsed();
  const records = await recordsFor(pipeline, session, given, options.records);
  const prepared = await prepare(anew, records, ambient, options.partitions);
  const seeds = options.seed === undefined ? options.seeds : 1;
  const line = process.stderr.isTTY ? new StatusLine(clock) : new ProgressLines(clock);
  const progressed = (sofar: Campaign) => line.update(() => progress(name, sofar, seeds));
  const first = options.seed ?? 0;
  const done = await campaign(prepared, { seeds: from(first, seeds), signal, told: progressed }).finally(() =>
    line.clear(),
  );
  const ms = clock.elapsed() - began;
  const where = [
    ...(given ? [`--log ${quoted(logUrl)}`] : []),
    ...(options.records === 1_500 ? [] : [`--records ${options.records}`]),
    ...(options.partitions === PARTITIONS ? [] : [`--partitions ${options.partitions}`]),
  ];
  const again = ['millrace chaos', quoted(name), ...where].join(' ');
  const told = { pipeline, campaign: done, records: records.length, ms, seeds, unseen: [...unseen(prepared)], again };
  await print(`${report(told)}\n`);
  return done.wrong.length > 0 || done.impure.length > 0 ? EXIT.failed : EXIT.done;
}

/** As a shell takes it for one word. */
const quoted = (word: string): string => (/^[\w./:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function progress(name: string, sofar: Campaign, seeds: number): string {
  const share = sofar.seeds / seeds;
  const drawn = bar(share, BAR).padEnd(BAR, '░');
  const counts = `${grouped(sofar.seeds)} of ${grouped(seeds)} seeds  ${grouped(faultsOf(sofar))} faults`;
  return `${name} ${drawn} ${Math.floor(share * 100)} %  ${counts}  ${grouped(sofar.wrong.length)} wrong`;
}

function* from(first: number, n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield first + i;
}
