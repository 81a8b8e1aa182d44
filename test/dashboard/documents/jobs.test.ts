/** Jobs as pages show them, that were run by their schedules. */
import { expect, test } from 'vitest';
import { PipelineError } from '../../../src/core/errors.ts';
import type { RunContext } from '../../../src/core/source.ts';
import { hours, minutes, seconds } from '../../../src/core/time.ts';
import { job as page } from '../../../src/dashboard/documents/job.ts';
import { jobs as list } from '../../../src/dashboard/documents/jobs.ts';
import { run as runPage } from '../../../src/dashboard/documents/run.ts';
import type { Given } from '../../../src/dashboard/world.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { LOST_AFTER } from '../../../src/store/store.ts';
import { dueJob, scheduling } from '../../cli/schedules.ts';
import { seenWorld } from '../seen-world.ts';

const NOON = Date.UTC(2024, 7, 8, 12);
const PNG = { name: 'units.png', type: 'image/png', data: new Uint8Array([1, 2, 3]) };

/** Three runs of a job, the second of which failed; the third made a picture. One job is scheduled and never ran. */
async function threeRuns(change: Partial<Given> = {}) {
  const clock = virtualClock(NOON - minutes(1));
  const store = memoryStore({ clock });
  const work = ({ scheduled, keepPicture }: RunContext) => {
    if (scheduled === NOON + hours(1)) throw new PipelineError('MISSING', 'There is no file prices.csv.');
    keepPicture(PNG);
  };
  const { job } = dueJob('hourly', { schedule: '0 * * * *', timezone: 'Europe/Budapest' }, work);
  const { job: weekly } = dueJob('weekly', { schedule: 'TZ=UTC\n0 9 * * 1' });
  const { job: plain } = dueJob('plain', {});
  const schedule = scheduling([job], { clock, store, owner: 'mill-1:4711:0a1b2c3d' });
  await clock.sleep(hours(2) + minutes(2));
  await schedule.stop();
  const world = seenWorld({ store, clock }, [job, weekly, plain], change);
  return { clock, store, world };
}

const runner = { refusal: () => undefined, run: async () => 1 };

test('a list of jobs: all that have a schedule and all that ran, each with its last run and when it is due', async () => {
  const { world, store } = await threeRuns({ jobs: runner });
  const gone = { job: 'gone', cause: 'by hand', owner: 'mill-2:1:ffffffff', keep: { runs: 9, age: hours(9) } };
  await store.jobs.begin(gone);
  const { jobs } = await list.read(world);
  expect(jobs).toEqual([
    {
      ...{
        job: 'gone',
        schedule: null,
        timeZone: null,
        next: null,
        known: false,
        refusal: 'gone runs already: it is run 1.',
      },
      last: expect.objectContaining({ number: 1, state: 'running', duration: null, records: null }),
    },
    {
      ...{ job: 'hourly', schedule: '0 * * * *', timeZone: 'Europe/Budapest', next: NOON + hours(3) },
      ...{ known: true, refusal: null },
      last: {
        ...{
          number: 3,
          state: 'succeeded',
          cause: 'by schedule',
          scheduled: NOON + hours(2),
          started: NOON + hours(2),
        },
        ...{ duration: expect.any(Number), records: 1, setAside: 0, error: null },
        pictures: [{ name: 'units.png', type: 'image/png', bytes: 3 }],
      },
    },
    {
      ...{ job: 'weekly', schedule: 'TZ=UTC\n0 9 * * 1', timeZone: 'UTC', next: Date.UTC(2024, 7, 12, 9) },
      ...{ known: true, refusal: null, last: null },
    },
  ]);
  expect(list.follows(world)).toEqual(['hourly', 'weekly', 'plain']);
});

test('a page of a job: its runs, the newest first, and one that was not heard of is lost', async () => {
  const { world, clock, store } = await threeRuns();
  const keep = { runs: 9, age: hours(9) };
  await store.jobs.begin({ job: 'hourly', cause: 'by hand', owner: 'x', keep });
  await clock.sleep(LOST_AFTER + seconds(5));
  const { runs, refusal } = await page.read(world, { job: 'hourly' });
  expect(runs.map(({ number, state, error }) => [number, state, error])).toEqual([
    [4, 'lost', null],
    [3, 'succeeded', null],
    [2, 'failed', 'There is no file prices.csv.'],
    [1, 'succeeded', null],
  ]);
  expect(refusal).toBe('Nobody may run jobs from here: this dashboard only shows them.');
  expect(await page.read(world, { job: 'plain' })).toMatchObject({ schedule: null, last: null, runs: [] });
});

test('a page of a run: what is known of it, with its log', async () => {
  const { world } = await threeRuns();
  expect(await runPage.read(world, { job: 'hourly', run: '2' })).toMatchObject({
    ...{ job: 'hourly', number: 2, state: 'failed', owner: 'mill-1:4711', pictures: [] },
    log: expect.stringMatching(/There is no file prices\.csv\.\n$/),
  });
});

test('a job or a run that is not there is refused', async () => {
  const { world } = await threeRuns();
  for (const job of ['none', '', '__proto__', 'a'.repeat(5_000)]) {
    await expect(page.read(world, { job })).rejects.toMatchObject({ code: 'MISSING' });
  }
  for (const run of ['9', '0', '-1', '1e0', '1.0', '', '9'.repeat(30)]) {
    await expect(runPage.read(world, { job: 'hourly', run })).rejects.toMatchObject({ code: 'MISSING' });
  }
});

test('why a job cannot be run from here is said', async () => {
  const why = 'slack needs the secret SLACK_TOKEN, which is not given here.';
  const { world } = await threeRuns({ jobs: { ...runner, refusal: () => why } });
  expect((await page.read(world, { job: 'hourly' })).refusal).toBe(why);
});
