import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { silent } from '../../../src/core/silent.ts';
import { RING_MAX } from '../../../src/dashboard/live/edition.ts';
import { LEFT_MAX, STREAMS_MAX, TOPICS_MAX, Topics } from '../../../src/dashboard/live/topics.ts';
import type { LiveWorld } from '../../../src/dashboard/live/troubles.ts';
import { type Follower, follow, liveServer, type Seen, TestSource } from '../../support/live.ts';
import { eventually, ManualClock, turn } from '../../support/manual-clock.ts';

const START = Date.UTC(2024, 7, 8, 12);
/** What stays, so that a patch is shorter than the document. */
const stays = 'x'.repeat(500);
const at = (n: number) => ({ n, stays });

async function scene({ every = 60_000, ...more }: Partial<LiveWorld> & { every?: number } = {}) {
  const clock = new ManualClock(START);
  let epochs = 0;
  const topics = new Topics({ clock, logger: silent, ...more }, () => `epoch${epochs++}`);
  const source = new TestSource(every);
  source.document = at(0);
  const server = await liveServer(topics, () => source);
  onTestFinished(() => server.close());
  const join = (before?: Partial<Seen>) => follow(server.port, '/d', before);
  /** Sets the document, and lets it be read. */
  const change = async (n: number) => {
    source.set(at(n));
    await clock.advance(500);
  };
  return { clock, topics, source, server, join, change };
}
/** What is still used after the garbage was collected. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
const has = (follower: Follower, document: object) =>
  eventually(() => JSON.stringify(follower.document) === JSON.stringify(document));

test('who joins gets the time and the document, then what changes', async () => {
  const { join, change } = await scene();
  const first = await join();
  await has(first, at(0));
  expect(first.times).toEqual([{ now: START }]);
  await change(1);
  await has(first, at(1));
  const second = await join();
  await has(second, at(1));
  await change(2);
  await Promise.all([has(first, at(2)), has(second, at(2))]);
  expect([first.frames, second.frames]).toEqual(['document, patch, patch', 'document, patch']);
  expect(first.lastEventId).toBe('epoch0/3');
  expect(second.events.at(-1)).toEqual(first.events.at(-1));
});

test('who comes back gets what they missed, and no more', async () => {
  const { join, change, server } = await scene();
  const stayed = await join();
  const left = await join();
  await has(left, at(0));
  left.drop();
  await eventually(() => server.responses.size === 1);
  for (const n of [1, 2, 3]) await change(n);
  const back = await join(left);
  await Promise.all([has(back, at(3)), has(stayed, at(3))]);
  expect(back.frames).toBe('patch, patch, patch');
});

test('the only one who follows comes back likewise, though nothing was read meanwhile', async () => {
  const { clock, join, source, topics } = await scene();
  const left = await join();
  await has(left, at(0));
  left.drop();
  await eventually(() => topics.size === 0);
  source.set(at(1));
  await clock.advance(3_600_000);
  expect(source.reads).toBe(1);
  const back = await join(left);
  await has(back, at(1));
  expect(back.frames).toBe('patch');
});

test('who comes first after all have left is not shown what was then', async () => {
  const { join, source, topics } = await scene();
  const left = await join();
  await has(left, at(0));
  left.drop();
  await eventually(() => topics.size === 0);
  source.document = at(1);
  const other = await join();
  await has(other, at(1));
  expect(other.frames).toBe('document');
});

test('who comes back too late gets the whole document', async () => {
  const { join, change } = await scene();
  const stayed = await join();
  await has(stayed, at(0));
  const left = await join();
  await has(left, at(0));
  left.drop();
  for (let n = 1; n <= RING_MAX + 1; n++) await change(n);
  const back = await join(left);
  await has(back, at(RING_MAX + 1));
  expect(back.frames).toBe('document');
  await has(stayed, at(RING_MAX + 1));
  expect(stayed.frames.match(/patch/g)).toHaveLength(RING_MAX + 1);
});

test('an id of another server run gets the whole document', async () => {
  const { join } = await scene();
  const one = await join({ lastEventId: 'another/1' });
  await has(one, at(0));
  expect(one.frames).toBe('document');
});

test('at most two frames a second, however often it changes', async () => {
  const { clock, join, source } = await scene();
  const one = await join();
  await has(one, at(0));
  for (let n = 1; n <= 1_000; n++) {
    source.set(at(n));
    await clock.advance(10);
  }
  await has(one, at(1_000));
  // At first, and twice in each of ten seconds.
  expect(one.frames.split(', ')).toHaveLength(21);
  expect(source.reads).toBe(21);
});

test('what nobody tells of is seen when it is read again; what has not changed is not sent', async () => {
  const { clock, join, source } = await scene({ every: 5_000 });
  const one = await join();
  await has(one, at(0));
  // The first time that a change is told is at once: so it is read twice.
  await clock.advance(500);
  source.document = at(1);
  await clock.advance(4_999);
  expect(source.reads).toBe(2);
  await clock.advance(1);
  await has(one, at(1));
  await clock.advance(60_000);
  await eventually(() => one.times.at(-1)?.now === START + 65_000);
  expect(one.frames).toBe('document, patch');
  expect(source.reads).toBe(15);
});

test('trouble is told at once, with its beginning, and its end; the document stays; it is logged once', async () => {
  const logged: unknown[] = [];
  const log = (level: string) => (fields: object, message: string) => void logged.push([level, fields, message]);
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  const { clock, join, source } = await scene({ logger });
  const one = await join();
  await has(one, at(0));
  await clock.advance(1_000);
  source.readFails = new WorldError('the store is away');
  source.tell();
  await turn();
  await eventually(() => one.times.length === 2);
  const trouble = { trouble: 'the store is away', code: 'WORLD', since: START + 1_000 };
  expect(one.times.at(-1)).toEqual({ now: START + 1_000, ...trouble });
  const reads = source.reads;
  await clock.advance(9_000);
  expect(source.reads).toBe(reads + 9);
  await eventually(() => one.times.at(-1)?.now === START + 10_000);
  expect(one.times.at(-1)).toEqual({ now: START + 10_000, ...trouble });
  const late = await join();
  await has(late, at(0));
  expect(late.times).toEqual([{ now: START + 10_000, ...trouble }]);
  source.readFails = undefined;
  source.document = at(1);
  await clock.advance(1_000);
  await has(one, at(1));
  await eventually(() => one.times.at(-1)?.trouble === undefined);
  expect(one.times.at(-1)).toEqual({ now: START + 11_000 });
  expect(one.frames).toBe('document, patch');
  expect(logged).toEqual([
    ['warn', { document: '/d', reason: 'the store is away' }, 'a document cannot be read: trying again'],
    ['info', { document: '/d' }, 'the document can be read again'],
  ]);
});

test('where nobody can tell of changes it says so, asks each second, and reads when somebody can', async () => {
  const { clock, join, source } = await scene();
  source.changesFail = new WorldError('nobody listens');
  const one = await join();
  await has(one, at(0));
  expect(one.times.at(-1)?.trouble).toBe('nobody listens');
  source.document = at(1);
  await clock.advance(2_500);
  expect(one.document).toEqual(at(0));
  source.changesFail = undefined;
  await clock.advance(500);
  await has(one, at(1));
  await eventually(() => one.times.at(-1)?.trouble === undefined);
});

test('a bug in a document ends nothing, is logged as one, and its words stay in the log', async () => {
  const logged: object[] = [];
  const { clock, join, source } = await scene({ logger: { ...silent, error: (fields) => logged.push(fields) } });
  const bug = new TypeError('password of undefined');
  source.readFails = bug;
  const one = await join();
  await clock.advance(3_000);
  await eventually(() => one.times.at(-1)?.trouble !== undefined);
  expect(one.times.at(-1)?.trouble).toBe('something went wrong in the dashboard; its log says what');
  expect(one.times.at(-1)).not.toHaveProperty('code');
  expect(logged).toEqual([{ document: '/d', reason: bug.message, stack: bug.stack }]);
  // What JSON cannot hold is a bug too.
  source.readFails = undefined;
  source.document = { n: 1n };
  await clock.advance(1_000);
  source.document = at(1);
  await clock.advance(1_000);
  await has(one, at(1));
});

test('secrets are taken out of what is told', async () => {
  const logged: object[] = [];
  const logger = { ...silent, warn: (fields: object) => logged.push(fields) };
  const { join, source } = await scene({ logger, redact: (text) => text.replaceAll('hunter2', '[secret]') });
  source.readFails = new WorldError('redis://:hunter2@localhost is away');
  const one = await join();
  await eventually(() => one.times.at(-1)?.trouble === 'redis://:[secret]@localhost is away');
  expect(logged).toEqual([{ document: '/d', reason: 'redis://:[secret]@localhost is away' }]);
});

test('a read that does not answer is a trouble, and no other is begun beside it', async () => {
  const { clock, join, source } = await scene();
  const { promise, resolve } = Promise.withResolvers<void>();
  source.until = promise;
  const one = await join();
  await clock.advance(30_000);
  await eventually(() => one.times.at(-1)?.now === START + 30_000);
  expect(one.times.at(-1)?.trouble).toBe('reading it takes longer than 10 s: waiting for the store');
  expect(source.reads).toBe(1);
  resolve();
  await has(one, at(0));
  await eventually(() => one.times.at(-1)?.trouble === undefined);
});

test('a document that nobody follows is not read or listened for, and no timer is left', async () => {
  const { clock, join, source, topics } = await scene();
  const both = [await join(), await join()];
  for (const one of both) await has(one, at(0));
  expect([topics.size, topics.streams, source.listeners]).toEqual([1, 2, 1]);
  both[0]?.drop();
  await eventually(() => topics.streams === 1);
  expect([topics.size, source.listeners]).toEqual([1, 1]);
  both[1]?.drop();
  await eventually(() => topics.streams === 0);
  await turn();
  expect([topics.size, source.listeners, clock.untilNext]).toEqual([0, 0, undefined]);
});

test('when it is closed all streams end, those that are not read too, and none begins', async () => {
  const { clock, join, source, topics, server } = await scene();
  source.until = new Promise(() => {});
  const one = await join();
  await topics.close();
  await one.ended;
  expect(one.answer.complete).toBe(true);
  await turn();
  expect([source.listeners, clock.untilNext]).toEqual([0, undefined]);
  await eventually(() => server.responses.size === 0);
  const refused = () => topics.follow('/d', () => source, never);
  expect(refused).toThrow('The dashboard is being stopped: come back when it runs again.');
});

test('a connection that does not read is not queued for, does not hold up others, and is ended in the end', async () => {
  const { clock, join, source, server } = await scene();
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /d HTTP/1.1\r\nhost: x\r\n\r\n');
  socket.pause();
  await eventually(() => server.responses.size === 1);
  const [stuck] = server.responses;
  const one = await join();
  // More than the system holds for a connection, each time all new.
  const size = 1_000_000;
  for (let n = 1; n <= 20; n++) {
    source.set({ n, all: String.fromCharCode(64 + n).repeat(size) });
    await clock.advance(500);
    await eventually(() => (one.document as { n: number }).n === n);
    expect(stuck?.writableLength).toBeLessThan(2 * size);
  }
  expect(stuck?.writableNeedDrain).toBe(true);
  expect(one.frames.split(', ')).toHaveLength(21);
  for (let i = 0; i < 9 && !stuck?.destroyed; i++) await clock.advance(5_000);
  expect(stuck?.destroyed).toBe(true);
  await eventually(() => server.responses.size === 1);
  socket.destroy();
});

test('when it is closed, who does not read is cut off', async () => {
  const { source, join, topics, server } = await scene();
  source.document = { all: 'x'.repeat(20_000_000) };
  const stuck = await join();
  stuck.answer.pause();
  await eventually(() => [...server.responses].some(({ writableNeedDrain }) => writableNeedDrain));
  await topics.close();
  await eventually(() => server.responses.size === 0);
});

test('a connection that reads again gets what leads to now', async () => {
  const { clock, join, source, server } = await scene();
  const all = 'x'.repeat(1_000_000);
  source.document = { n: 0, all };
  const slow = await join();
  slow.answer.pause();
  const one = await join();
  await has(one, { n: 0, all });
  for (let n = 1; n <= 20; n++) {
    source.set({ n, all: `${n % 10}`.repeat(1_000_000) });
    await clock.advance(500);
    await eventually(() => (one.document as { n: number }).n === n);
  }
  slow.answer.resume();
  await has(slow, source.document);
  expect(slow.frames.split(', ').length).toBeLessThan(15);
  expect(server.responses.size).toBe(2);
});

test('fifty streams and thousands of frames are not held in memory', async () => {
  const { source, join, change, server } = await scene();
  const all = await Promise.all(Array.from({ length: 50 }, () => join()));
  const FRAMES = 1_200;
  let heap = 0;
  for (let n = 1; n <= FRAMES; n++) {
    await change(n);
    if (n % 100 === 0) {
      await Promise.all(all.map((one) => has(one, at(n))));
      for (const one of all) one.events.length = 0;
    }
    // By then all that is kept is full.
    if (n === FRAMES / 3) heap = heapUsed();
  }
  expect(heapUsed() - heap).toBeLessThan(1_000_000);
  for (const one of all) expect(one.lastEventId).toBe(`epoch0/${FRAMES + 1}`);
  expect(all.map((one) => one.document)).toEqual(all.map(() => source.document));
  expect([...server.responses].map(({ writableLength }) => writableLength)).toEqual(all.map(() => 0));
});

const never = (): never => {
  throw new Error('the answer was begun');
};

test('above its limits it refuses before it answers', async () => {
  const clock = new ManualClock(START);
  const topics = new Topics({ clock, logger: silent });
  const server = await liveServer(topics, () => new TestSource());
  onTestFinished(() => server.close());
  const all = await Promise.all(Array.from({ length: TOPICS_MAX }, (_, i) => follow(server.port, `/${i}`)));
  const another = (name: string) => () => topics.follow(name, () => new TestSource(), never);
  expect(another('/another')).toThrow(
    'The dashboard shows as much as it can: 64 documents are followed. Close one, or wait.',
  );
  await Promise.all(Array.from({ length: STREAMS_MAX - TOPICS_MAX }, () => follow(server.port, '/1')));
  expect(another('/1')).toThrow('The dashboard shows as much as it can: 256 pages are followed. Close one, or wait.');
  all[0]?.drop();
  await eventually(() => topics.size < TOPICS_MAX);
  const again = await follow(server.port, '/another');
  await eventually(() => again.document !== undefined);
});

test('documents that were left are kept by number', async () => {
  const clock = new ManualClock(START);
  let epochs = 0;
  const topics = new Topics({ clock, logger: silent }, () => `epoch${epochs++}`);
  const server = await liveServer(topics, () => new TestSource());
  onTestFinished(() => server.close());
  const visit = async (name: string, before?: Partial<Seen>) => {
    const one = await follow(server.port, name, before);
    if (!before) await eventually(() => one.document !== undefined);
    one.drop();
    await eventually(() => topics.size === 0);
    return one;
  };
  for (let i = 0; i <= LEFT_MAX; i++) await visit(`/${i}`);
  const begun = epochs;
  await visit('/1', { lastEventId: 'epoch1/1' });
  expect(epochs).toBe(begun);
  await visit('/0', { lastEventId: 'epoch0/1' });
  expect(epochs).toBe(begun + 1);
});

test('a source that cannot be made leaves nothing behind', () => {
  const topics = new Topics({ clock: new ManualClock(), logger: silent });
  expect(() => topics.follow('/d', never, never)).toThrow('the answer was begun');
  expect(() => topics.follow('/d', () => new TestSource(), never)).toThrow('the answer was begun');
  expect(topics.size).toBe(0);
});
