/** What is said of pipelines that run, stop, change, are killed, or bring nothing. */
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/core/time.ts';
import { STALLED, standing } from '../../../src/dashboard/documents/standing.ts';
import { count, filter, log, map, pipeline, total, tumble, view } from '../../../src/index.ts';
import { turn } from '../../support/manual-clock.ts';
import { seenThrough } from '../../support/seen-store.ts';
import { at, type Event, Shards } from '../../support/shards.ts';
import { world } from '../../support/world.ts';
import { seenWorld } from '../seen-world.ts';

const spans = (size: number) => ({ size, lateness: seconds(5), key: 'key' }) as const;
const failing = map((_: Event): Event => {
  throw new Error('no');
});

/** A pipeline over a log of one partition, in which there are so many events. */
function counting(events: number, { bounded = false } = {}) {
  const here = world();
  const shards = new Shards({ bounded, perRead: 1 });
  const shard = shards.add('a', at('x', ...Array.from({ length: events }, (_, i) => seconds(i))));
  const counted = pipeline('counted')
    .from(shards)
    .pipe(bounded ? total({ key: 'key' }, { n: count() }) : tumble(spans(minutes(1)), { n: count() }))
    .to(view('counted'));
  const seen = seenWorld(here, [counted]);
  const commits = () => here.trace.filter((one) => one.startsWith('committed')).length;
  return { ...here, shards, shard, counted, seen, commits, told: () => standing(seen, counted) };
}

/** At each turn: in a millisecond of ours a virtual clock goes on by minutes. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}

test('one that never ran is empty, and it is said how to run it', async () => {
  expect(await counting(0).told()).toEqual({
    state: 'empty',
    why: 'counted has not run here yet: "millrace run counted".',
  });
  expect((await counting(0, { bounded: true }).told()).why).toMatch(/"millrace jobs run counted"/);
});

test('one that runs and commits is live; when it is stopped nobody runs it', async () => {
  const { start, counted, commits, told } = counting(3);
  const running = start(counted);
  await until(() => commits() > 0);
  expect(await told()).toEqual({ state: 'live' });
  await running.stop();
  expect(await told()).toEqual({ state: 'stalled', why: 'Nobody runs counted: "millrace run counted".' });
});

test('one whose log brings nothing is stalled after a while, it is said who runs it, and is live when it goes on', async () => {
  const { clock, start, counted, shard, seen, commits, told } = counting(3);
  const over = new AbortController();
  const looking = seen.watching.run(over.signal);
  start(counted, { owner: 'mill-1:4711:0a1b2c3d' });
  await until(() => commits() > 0);
  await clock.sleep(STALLED - seconds(5));
  expect(await told()).toEqual({ state: 'live' });
  await clock.sleep(seconds(10));
  const why = (span: string) =>
    `counted is run by mill-1:4711, but its log (shards) has brought nothing new for ${span}.`;
  expect(await told()).toEqual({ state: 'stalled', why: why('15 s') });
  await clock.sleep(minutes(2));
  expect(await told()).toEqual({ state: 'stalled', why: why('2 min') });
  shard.append(...at('x', seconds(9)));
  const before = commits();
  await until(() => commits() > before);
  await clock.sleep(seconds(2));
  expect(await told()).toEqual({ state: 'live' });
  over.abort();
  await looking;
});

test('of one whose log brings nothing it is said who writes that log, where nobody runs it', async () => {
  const { clock, store, start, counted, commits } = counting(3);
  const produce = pipeline('produce')
    .from(new Shards({}))
    .to({ ...log('x'), name: counted.source.name });
  const seen = seenWorld({ clock, store }, [counted, produce]);
  const over = new AbortController();
  const looking = seen.watching.run(over.signal);
  start(counted, { owner: 'mill-1:4711:0a1b2c3d' });
  await until(() => commits() > 0);
  await clock.sleep(seconds(30));
  const quiet = 'counted is run by mill-1:4711, but its log (shards) has brought nothing new for 15 s';
  const told = () => standing(seen, counted);
  expect((await told()).why).toBe(`${quiet}, and nobody runs produce, which writes it: "millrace run produce".`);
  await store.register('produce', 'f', []);
  await store.lease('produce', 'somebody', minutes(1));
  expect((await told()).why).toBe(`${quiet}.`);
  over.abort();
  await looking;
});

test('one that has read nothing is empty, and it is said who runs it', async () => {
  const { clock, start, counted, told } = counting(0);
  const running = start(counted, { owner: 'mill-1:4711:0a1b2c3d' });
  await clock.sleep(seconds(1));
  expect(await told()).toEqual({ state: 'empty', why: 'counted has read nothing yet. It is run by mill-1:4711.' });
  await running.stop();
  expect((await told()).why).toBe('counted has read nothing yet. Nobody runs counted: "millrace run counted".');
});

test('one of which nothing comes is empty, and it is said what became of it', async () => {
  const { clock, store, start, shards } = counting(3);
  const vain = pipeline('vain')
    .from(shards)
    .pipe(failing, tumble(spans(minutes(1)), { n: count() }))
    .to(view('vain'));
  const none = pipeline('none')
    .from(shards)
    .pipe(
      filter(({ time }: Event) => time < 0),
      tumble(spans(minutes(1)), { n: count() }),
    )
    .to(view('none'));
  for (const one of [vain, none]) {
    start(one);
    await clock.sleep(seconds(2));
  }
  const seen = seenWorld({ clock, store }, []);
  expect(await standing(seen, vain)).toEqual({
    state: 'empty',
    why: expect.stringMatching(
      /^All 3 events that vain received were set aside: "millrace dead vain" shows them. It is/,
    ),
  });
  expect((await standing(seen, none)).why).toMatch(
    /^Nothing came through none: of 3 events 0 were duplicates, 3 filtered, 0 set aside\. It is run by/,
  );
});

test('one that is another one by now is broken, and it is said what mends it', async () => {
  const { seen, start, counted, shards, commits } = counting(3);
  const running = start(counted);
  await until(() => commits() > 0);
  await running.stop();
  const other = pipeline('counted')
    .from(shards)
    .pipe(tumble(spans(minutes(2)), { n: count() }))
    .to(view('counted'));
  expect(await standing(seen, other)).toEqual({
    state: 'broken',
    why:
      'What is stored was kept by another counted (version 1) than that of the file that the dashboard has read. Where ' +
      'the file has changed since, start the dashboard anew; else "millrace run counted --rebuild" folds the log anew.',
  });
});

test('one that was reset is empty until it has run again', async () => {
  const { store, start, counted, commits, told } = counting(3);
  const running = start(counted);
  await until(() => commits() > 0);
  await running.stop();
  await store.reset('counted');
  expect((await told()).why).toBe('counted was reset and has not run since: "millrace run counted".');
});

test('a log that is over has ended, whoever runs it still', async () => {
  const { start, counted, shard, told, store } = counting(3);
  shard.end();
  start(counted);
  const scope = { pipeline: 'counted', version: 1 };
  while (!(await store.roster(scope)).some(({ ended }) => ended)) await turn();
  expect(await told()).toEqual({ state: 'ended' });
});

test('a job that has run has ended; it is never stalled', async () => {
  const { clock, start, counted, told } = counting(3, { bounded: true });
  await start(counted).ended;
  await clock.sleep(minutes(10));
  expect(await told()).toEqual({ state: 'ended' });
});

test('a job that was stopped half-way is not live, and it is said where one sees why', async () => {
  const { store, start, commits, counted, told } = counting(3, { bounded: true });
  const seen: object[] = [];
  const stopping = seenThrough(store, (method, make) => {
    if (method !== 'commit' || commits() !== 1) return make();
    void running.stop();
    return told().then((one) => {
      seen.push(one);
      return make();
    });
  });
  const running = start(counted, { store: stopping, limits: { commitEvery: 0 } });
  await running.ended;
  expect(seen).toEqual([{ state: 'live' }]);
  expect(await told()).toEqual({
    state: 'ended',
    why: 'Its last run did not come to its end: "millrace jobs history counted" tells why.',
  });
});
