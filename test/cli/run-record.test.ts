import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recorded as done } from '../../src/cli/recorded.ts';
import { type Recording, RunRecord } from '../../src/cli/run-record.ts';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import type { Logger } from '../../src/core/source.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type JobsStore, KEEP, type Result } from '../../src/store/store.ts';
import { testClock } from '../support/clock.ts';

/** A store, and what is logged beside it. */
function world() {
  const clock = testClock();
  const { jobs } = memoryStore({ clock });
  const logged: string[] = [];
  const log = (_: object, message: string) => void logged.push(message);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const session = { clock, logger, level: 'silent' } as const;
  return { jobs, logged, clock, session };
}

const BY_HAND = { cause: 'by hand', owner: 'me', keep: KEEP };

/** Begins a run by hand, and does its work. */
async function recorded(
  job: string,
  jobs: JobsStore,
  session: Omit<Recording, 'jobs'>,
  work: (logger: Logger, record: RunRecord) => Promise<Result>,
): Promise<void> {
  const record = new RunRecord({ job, ...BY_HAND }, { ...session, jobs });
  await record.begin();
  await done(record, () => work(record.logger, record));
}

/** The same store with some methods of its own. */
const but = (jobs: JobsStore, own: Partial<JobsStore>): JobsStore =>
  new Proxy(jobs, {
    get: (target, name) => Reflect.get(own, name) ?? Reflect.get(target, name).bind(target),
  });

const lost = new WorldError('no answer');

test('what a run logs is kept while it goes on, whatever is shown of it', async () => {
  const { jobs, logged, session } = world();
  await recorded('job', jobs, session, async (logger) => {
    logger.info({ pipeline: 'job', records: 3 }, 'hello');
    logger.debug({}, 'too much');
    while ((await jobs.run('job', 1))?.log === '') await setImmediate();
    expect(await jobs.run('job', 1)).toMatchObject({ state: 'running', cause: 'by hand', owner: 'me' });
    logger.warn({}, 'at its end');
    return 'stopped';
  });
  const { log, state } = (await jobs.run('job', 1)) ?? {};
  expect(state).toBe('stopped');
  expect(log).toMatch(/^\[[-\d]+ [:.\d]+\] INFO: hello \{"records":3\}\n\[.*\] WARN: at its end\n$/);
  expect(logged).toEqual(['hello', 'too much', 'at its end']);
});

test('what a run logs first is kept at once, and then it tells of itself ever less often', async () => {
  const { jobs, clock, session } = world();
  const heard: [at: number, log: string | undefined][] = [];
  const told = async (...beat: Parameters<JobsStore['beat']>) => {
    heard.push([clock.elapsed(), beat[1]]);
    await jobs.beat(...beat);
  };
  await recorded('job', but(jobs, { beat: told }), session, async (logger) => {
    logger.info({}, 'started');
    while (heard.length < 6) await setImmediate();
    return 'succeeded';
  });
  expect(heard[0]).toEqual([0, expect.stringMatching(/INFO: started\n$/)]);
  expect(heard.slice(0, 6).map(([at]) => at / 1_000)).toEqual([0, 1, 3, 7, 12, 17]);
});

test('a run that is never silent for long is never lost, however long it takes', async () => {
  const { jobs, clock, session } = world();
  await recorded('job', jobs, session, async () => {
    while (clock.elapsed() < 600_000) {
      await setImmediate();
      expect(await jobs.last({ limit: 1 })).toMatchObject([{ state: 'running' }]);
    }
    return 'succeeded';
  });
  expect((await jobs.run('job', 1))?.duration).toBeGreaterThanOrEqual(600_000);
});

test.each([
  [
    'for the user, by its first line',
    new PipelineError('LOG', 'The log is gone.\nSee there.'),
    'The log is gone.',
    /gone/,
  ],
  [
    'that is a bug, by its stack in the log',
    new TypeError('no function'),
    'TypeError: no function',
    /\n +at .*test\.ts/,
  ],
])('a failure %s', async (_what, thrown, error, log) => {
  const { jobs, session } = world();
  const run = recorded('job', jobs, session, async () => Promise.reject(thrown));
  await expect(run).rejects.toBe(thrown);
  expect(await jobs.run('job', 1)).toMatchObject({ state: 'failed', error, log: expect.stringMatching(log) });
});

test('an answer that is lost is asked for again, and makes no second run', async () => {
  const { jobs, logged, session } = world();
  const unheard = new Set(['begin', 'finish']);
  const heardTwice = async <T>(name: string, did: Promise<T>) => {
    const told = await did;
    if (unheard.delete(name)) throw lost;
    return told;
  };
  const store = but(jobs, {
    begin: (one) => heardTwice('begin', jobs.begin(one)),
    finish: (...one) => heardTwice('finish', jobs.finish(...one)),
  });
  await recorded('job', store, session, async () => 'succeeded');
  expect(unheard).toEqual(new Set());
  expect(await jobs.runs('job', { limit: 9 })).toMatchObject([{ number: 1, state: 'succeeded' }]);
  expect(logged).toEqual([]);
});

test.each([
  ['the world', lost],
  ['anything else', new TypeError('a bug')],
])(
  'where the store refuses to record it for %s, the job runs all the same, and one warning says so',
  async (_, why) => {
    const refuse = () => Promise.reject(why);
    for (const refused of [{ begin: refuse }, { finish: refuse }, { begin: refuse, beat: refuse, finish: refuse }]) {
      const { jobs, logged, session } = world();
      let ran = 0;
      await recorded('job', but(jobs, refused), session, async () => {
        ran++;
        return 'succeeded';
      });
      expect(ran).toBe(1);
      expect(logged).toEqual([expect.stringMatching(/does not take what becomes of this run/)]);
    }
  },
);

test('the pictures of a run are kept with it, the last one of each name, and no more than can be held', async () => {
  const { jobs, logged, session } = world();
  const picture = (name: string, ...data: number[]) => ({ name, type: 'image/png', data: new Uint8Array(data) });
  await recorded('job', jobs, session, async (_, { keepPicture }) => {
    keepPicture(picture('a.png', 1));
    keepPicture(picture('b.png', 2));
    keepPicture(picture('a.png', 3, 4));
    keepPicture({ ...picture('large.png'), data: new Uint8Array(33 << 20) });
    return 'succeeded';
  });
  const { pictures, log } = (await jobs.run('job', 1)) ?? {};
  expect(pictures?.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a.png', 2],
    ['b.png', 1],
  ]);
  expect((await jobs.picture('job', 1, 'a.png'))?.data).toEqual(new Uint8Array([3, 4]));
  expect(log).toMatch(/WARN: the picture is not kept.*large\.png/);
  expect(logged).toHaveLength(1);
});

test('a store that is away is waited for where it has to say who runs, and what waited is told in the log of the run', async () => {
  const { jobs, clock, session } = world();
  let away = 20;
  const begin = (one: Parameters<JobsStore['begin']>[0]) => (away-- > 0 ? Promise.reject(lost) : jobs.begin(one));
  const patient = new AbortController().signal;
  const record = new RunRecord({ job: 'job', ...BY_HAND }, { ...session, jobs: but(jobs, { begin }), patient });
  expect(await record.begin()).toBe('begun');
  expect(clock.elapsed()).toBeGreaterThan(30_000);
  await done(record, async () => 'succeeded');
  expect((await jobs.run('job', 1))?.log).toMatch(/^.*WARN: trying again \{"what":"what becomes of job","attempt":1/);
});

test('what another one has begun for the same time is not begun', async () => {
  const { jobs, session } = world();
  const of = (owner: string) => new RunRecord({ job: 'job', ...BY_HAND, owner, scheduled: 60 }, { ...session, jobs });
  const [mine, other] = [of('me'), of('other')];
  expect(await mine.begin()).toBe('begun');
  expect(await other.begin()).toBe('taken');
  await done(other, async () => 'failed');
  await done(mine, async () => 'succeeded');
  expect(await jobs.runs('job', { limit: 9 })).toMatchObject([{ number: 1, owner: 'me', state: 'succeeded' }]);
});
