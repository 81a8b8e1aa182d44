import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { pipeline } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** A pipeline that several processes want to run. */
function copying() {
  const here = world();
  const shards = new Shards({ trace: here.trace });
  const shard = shards.add('a', at('x', 1));
  const sink = new Kept<Event>('sink', here.trace);
  const copy = pipeline('copy').from(shards).to(sink);
  return { ...here, shard, sink, copy };
}

const CLOSES = ['close a', 'close sink'];

test('of two runs one works; when it stops, the other goes on behind its last commit', async () => {
  const { clock, trace, shard, sink, copy, start } = copying();
  const first = start(copy);
  const second = start(copy);
  await clock.sleep(minutes(1));
  expect(second.progress).toEqual([]);
  shard.append(...at('x', 2));
  await clock.sleep(1);
  await first.stop();
  await clock.sleep(minutes(1));
  shard.append(...at('x', 3));
  await clock.sleep(seconds(1));
  expect(sink.ids).toEqual(['copy/a/1/0', 'copy/a/2/0', 'copy/a/3/0']);
  expect(trace.filter((one) => one.startsWith('open a'))).toEqual(['open a', 'open a from 2']);
  expect(second.progress).toMatchObject([{ position: '3' }]);
});

test('a run that could not take over is refused before it stands by', async () => {
  const { clock, copy, start } = copying();
  start(copy);
  await clock.sleep(seconds(1));
  const changed = start({ ...copy, options: { version: 2 } });
  expect(await changed.ended).toMatchObject({ code: 'CHANGED' });
  expect(await start({ ...copy, name: 'Copy' }).ended).toMatchObject({ code: 'CONFIG' });
  expect(clock.now()).toBe(seconds(1));
});

test('one that would rebuild says that it waits for the other to stop, and begins then', async () => {
  const { clock, store, copy, start } = copying();
  const first = start(copy);
  await clock.sleep(seconds(1));
  const second = start({ ...copy, options: { version: 2 } }, { rebuild: true });
  await clock.sleep(minutes(1));
  expect(second.lines).toMatchObject([{ message: expect.stringMatching(/the rebuild begins when it has stopped$/) }]);
  expect(await store.registered('copy')).toMatchObject({ scope: { version: 1 } });
  await first.stop();
  await clock.sleep(minutes(1));
  expect(await store.registered('copy')).toMatchObject({ scope: { version: 2 } });
});

test('a run that is killed in the middle of a write is followed by another, which writes it again', async () => {
  const { clock, sink, copy, start } = copying();
  const write = sink.write.bind(sink);
  sink.write = (output) => write(output).then(() => new Promise(() => {}));
  const first = start(copy);
  await clock.sleep(seconds(1));
  first.kill();
  sink.write = write;
  start(copy);
  await clock.sleep(minutes(1));
  expect(sink.ids).toEqual(['copy/a/1/0', 'copy/a/1/0']);
});

test('a run that cannot renew its lease, and is worked past, can commit nothing more and ends', async () => {
  const { clock, store, trace, shard, sink, copy, start } = copying();
  const cut = seenThrough(store, (method, make) => (method === 'lease' && clock.now() > 0 ? noAnswer() : make()));
  const first = start(copy, { store: cut, limits: { verifyEvery: minutes(60) } });
  await clock.sleep(seconds(1));
  const second = start(copy);
  await clock.sleep(seconds(15));
  expect(second.lines.at(-1)).toMatchObject({ message: 'took over' });
  trace.length = 0;
  shard.append(...at('x', 2));
  expect(await first.ended).toMatchObject({ code: 'FENCED' });
  await clock.sleep(seconds(1));
  const committed = trace.filter((one) => / a at /.test(one));
  expect(committed.toSorted()).toEqual(['committed a at 2', 'fenced a at 2']);
  expect(trace.filter((one) => one.startsWith('close')).toSorted()).toEqual(CLOSES);
  expect(sink.ids).toEqual(['copy/a/1/0', 'copy/a/2/0', 'copy/a/2/0']);
});

test('what is still being written when a lease is lost ends before the next work begins', async () => {
  const { clock, store, trace, shard, sink, copy, start } = copying();
  const write = sink.write.bind(sink);
  let lost = false;
  const lossy = seenThrough(store, (method, make) => {
    const taken = lost && method === 'lease';
    lost &&= !taken;
    return taken ? Promise.resolve({ held: false, owner: 'thief', expires: 0 }) : make();
  });
  start(copy, { store: lossy });
  await clock.sleep(seconds(1));
  trace.length = 0;
  sink.write = (output) => clock.sleep(minutes(1)).then(() => write(output));
  shard.append(...at('x', 2));
  lost = true;
  await clock.sleep(seconds(30));
  expect(trace).toEqual([]);
  sink.write = write;
  await clock.sleep(minutes(1));
  expect(trace[0]).toBe('write sink');
  expect(trace.slice(1, 3).toSorted()).toEqual(CLOSES);
  expect(trace.slice(3)).toEqual(['open a from 1', 'open sink', 'write sink', 'committed a at 2']);
});
