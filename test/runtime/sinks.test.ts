import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { millis, minutes, seconds } from '../../src/core/time.ts';
import { count, map, pipeline, total } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

const failure = new WorldError('no route to host');

test('all sinks are written, one after the other, before the commit', async () => {
  const { clock, trace, start } = world();
  const shards = new Shards({ trace });
  const [one, two] = [new Kept('one', trace), new Kept('two', trace)];
  shards.add('a', at('x', 1, 2));
  start(pipeline('copy').from(shards).to(one, two));
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open a', 'open one', 'open two', 'write one', 'write two', 'committed a at 2']);
  expect(two.written).toEqual(one.written);
});

test('a sink is never called with nothing, yet the position moves', async () => {
  const { clock, trace, store, start } = world();
  const shards = new Shards({ trace });
  const sink = new Kept<Event>('sink', trace);
  const none = map((_event: Event): Event => {
    throw new Error('not this one');
  });
  shards.add('a', at('x', 1, 2));
  start(pipeline('copy').from(shards).pipe(none).to(sink));
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open a', 'open sink', 'committed a at 2']);
  expect(await store.deadLetters('copy', { limit: 9 })).toHaveLength(2);
});

test('a sink that fails at times gets all again, with the same ids, until the commit is made', async () => {
  const { clock, store, trace, start } = world();
  const shards = new Shards();
  const sink = new Kept<Event>('sink', trace);
  const write = sink.write.bind(sink);
  let writes = 0;
  sink.write = async (output) => {
    writes++;
    if (writes === 1) throw failure;
    return write(writes === 2 ? output.slice(0, 1) : output).then(() => (writes === 2 ? noAnswer() : undefined));
  };
  let commits = 0;
  const unsure = seenThrough(store, (method, make) => (method === 'commit' && commits++ === 0 ? noAnswer() : make()));
  shards.add('a', at('x', 1, 2));
  start(pipeline('copy').from(shards).to(sink), { store: unsure });
  await clock.sleep(minutes(1));
  expect(sink.ids).toEqual(['1', '1', '2', '1', '2'].map((position) => `copy/a/${position}/0`));
  expect(trace.filter((one) => one.startsWith('committed'))).toEqual(['committed a at 2']);
});

test('each final row is written once, under its own name, in closing order', async () => {
  const { trace, start } = world();
  const shards = new Shards({ bounded: true, perRead: 2, trace });
  const sink = new Kept('sink', trace);
  shards.add('a', [...at('y', 1, 2, 3), ...at('x', 4, 5)]);
  const job = pipeline('sums')
    .from(shards)
    .pipe(total({ key: 'key' }, { n: count() }))
    .to(sink);
  await start(job, { limits: { commitEvery: 0 } }).ended;
  expect(trace.filter((one) => one.startsWith('committed')).length).toBeGreaterThan(1);
  expect(sink.ids).toEqual(['sums/x/0/0', 'sums/y/0/0']);
  expect(sink.written.map(({ value }) => value)).toMatchObject([
    { key: 'x', n: 2, final: true },
    { key: 'y', n: 3, final: true },
  ]);
});

test('a sink that cannot be opened closes those that were, and the reader; then all is tried again', async () => {
  const { clock, trace, start } = world();
  const shards = new Shards({ trace });
  const [one, two] = [new Kept('one', trace), new Kept('two', trace)];
  const open = two.open.bind(two);
  let opened = 0;
  two.open = async () => (opened++ === 0 ? Promise.reject(failure) : open());
  shards.add('a', at('x', 1));
  start(pipeline('copy').from(shards).to(one, two));
  await clock.sleep(seconds(1));
  const again = ['open a', 'open one', 'open two', 'write one', 'write two', 'committed a at 1'];
  expect(trace).toEqual(['open a', 'open one', 'close one', 'close a', ...again]);
});

test('a sink that fails for another reason ends the run, which closes all that it had open', async () => {
  const { trace, start } = world();
  const shards = new Shards({ trace });
  const [one, two] = [new Kept('one', trace), new Kept('two', trace)];
  const bug = new TypeError('a bug');
  two.write = () => Promise.reject(bug);
  shards.add('a', at('x', 1));
  const { ended } = start(pipeline('copy').from(shards).to(one, two));
  expect(await ended).toBe(bug);
  expect(trace.slice(0, 4)).toEqual(['open a', 'open one', 'open two', 'write one']);
  expect(trace.slice(4).toSorted()).toEqual(['close a', 'close one', 'close two']);
});

test('what fails when it is closed is told, and keeps nothing else from being closed', async () => {
  const { clock, trace, start } = world();
  const shards = new Shards({ trace });
  const [one, two] = [new Kept('one', trace), new Kept('two', trace)];
  const open = one.open.bind(one);
  one.open = async () => ({ ...(await open()), close: () => Promise.reject(new TypeError('cannot be closed')) });
  shards.add('a', at('x', 1));
  const { stop } = start(pipeline('copy').from(shards).to(one, two));
  await clock.sleep(millis(100));
  expect(await stop()).toMatchObject({ message: 'cannot be closed' });
  expect(trace.slice(-2).toSorted()).toEqual(['close a', 'close two']);
});
