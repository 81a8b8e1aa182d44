import type { Command } from 'commander';
import type { Notifier } from '../core/notice.ts';
import { iso } from '../core/time.ts';
import type { ScheduledJob } from '../runtime/schedule/job.ts';
import { schedule } from '../runtime/schedule/scheduler.ts';
import { openStore } from '../store/open-store.ts';
import { example } from './example.ts';
import { surviveForgotten } from './forgotten-promises.ts';
import { refuseJobUnready } from './job-ready.ts';
import { scheduledRuns } from './job-run.ts';
import { notifyIn } from './notify-option.ts';
import { wholeIn } from './number-option.ts';
import { printRows } from './output.ts';
import { scheduledJobs } from './scheduled-jobs.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

interface Options {
  readonly list?: true;
  readonly n: number;
  readonly atOnce: number;
  readonly json?: true;
  readonly notify?: readonly Notifier[];
}

/** A run that waits, for an exchange that is away, holds its place as one that works does: so many may wait. */
export const AT_ONCE = 16;

export function scheduleCommand(program: Command): void {
  program
    .command('schedule')
    .summary('Run jobs when they are due.')
    .description('Run jobs, pipelines whose sources end, whenever their schedules say, until stopped.')
    .argument('[pipeline...]', 'names or paths; left out: all that have a schedule, in ./pipelines or else in millrace')
    .option('--list', 'only show when they are due next, in UTC and by their zones')
    .option('-n <number>', 'with --list: how many times of each', wholeIn(1, 1_000), 5)
    .option('--json', 'with --list: as JSON, one time a line, in ms')
    .option('--at-once <number>', 'runs beside each other, at most', wholeIn(1, 100), AT_ONCE)
    .option('--notify <who>', 'told how runs end, of all jobs: slack:#CHANNEL or mail:ADDRESS; several times', notifyIn)
    .addHelpText('after', HELP)
    .action(async (named: readonly string[], options: Options, command: Command) => {
      const session = sessionOf(command);
      const { notify = [] } = options;
      const jobs = (await scheduledJobs(named)).map((job) => ({ ...job, notify: [...job.notify, ...notify] }));
      if (options.list) {
        const times = jobs.flatMap((job) => timesOf(job, session.clock.now(), options));
        return void (await printRows(times, options));
      }
      await runJobs(jobs, session, options);
    });
}

const HELP = `
Of one job one run goes on at a time. Several schedulers may work on one store: each time is run by one of them.
"millrace jobs" shows the last run of each and when it is due next. What a job fails of ends that run alone.
${example(
  'millrace schedule',
  "millrace schedule hourly-units --notify 'slack:#ops' --notify mail:ops@example.com",
  'millrace schedule --list -n 3',
)}`;

async function runJobs(jobs: readonly ScheduledJob[], session: Session, { atOnce }: Options): Promise<void> {
  const { clock, logger } = session;
  const store = await openStore(session.storeUrl, session);
  for (const job of jobs) await refuseJobUnready(job, session, store);
  const signal = stopSignal(logger);
  for (const { name, pipeline, timetable } of jobs) {
    const next = timetable.next(clock.now());
    const when = { schedule: pipeline.options.schedule, timezone: timetable.zone };
    logger.info({ pipeline: name, ...when, next: next === undefined ? 'never' : iso(next) }, 'scheduled');
  }
  surviveForgotten(logger);
  const run = scheduledRuns({ ...session, store, signal });
  await schedule(jobs, { clock, logger, jobs: store.jobs, signal, atOnce, run });
  await store.close();
}

/** The next times of a job, for people or as they are. */
function timesOf({ name, timetable }: ScheduledJob, now: number, { n, json }: Options): readonly object[] {
  const { zone } = timetable;
  const there = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const times: object[] = [];
  for (let at = timetable.next(now); at !== undefined && times.length < n; at = timetable.next(at)) {
    times.push(json ? { job: name, due: at, zone } : { job: name, due: iso(at), there: there.format(at), zone });
  }
  return times;
}
