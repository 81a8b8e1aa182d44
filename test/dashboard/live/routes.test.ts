import { expect, test } from 'vitest';
import { HEADERS } from '../../../src/dashboard/guard/headers.ts';
import { STREAMS_MAX } from '../../../src/dashboard/live/topics.ts';
import { seconds } from '../../../src/index.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { servedDashboard } from '../../support/dashboard.ts';
import { type Follower, follow } from '../../support/live.ts';
import { eventually, ManualClock, turn } from '../../support/manual-clock.ts';
import { noAnswer } from '../../support/seen-store.ts';
import { filled, problem, served } from '../api/api.ts';

const shown = (...all: Follower[]) => eventually(() => all.every(({ document }) => document !== undefined));

test('a page is streamed as it is answered once, under the headers of all answers', async () => {
  await using served = await servedDashboard();
  const one = await follow(served.port, '/api/live/overview');
  await shown(one);
  const once = await served.ask('/api/pages/overview');
  expect(one.document).toEqual(JSON.parse(once.text));
  const headers = Object.fromEntries(HEADERS.map(([name, value]) => [name.toLowerCase(), value]));
  expect(one.answer.headers).toMatchObject({ ...headers, 'content-type': 'text/event-stream' });
});

test('those who ask for the same follow the same, in whichever order they ask for it', async () => {
  await using served = await servedDashboard();
  const one = await follow(served.port, '/api/live/overview?key=a&job=b');
  const other = await follow(served.port, '/api/live/overview?job=b&key=a');
  const third = await follow(served.port, '/api/live/overview?key=a');
  await shown(one, other, third);
  expect(other.lastEventId).toBe(one.lastEventId);
  expect(third.lastEventId).not.toBe(one.lastEventId);
});

test.each([
  ['/api/live/nothing', 404],
  ['/api/live/overview?what=1', 400],
  ['/api/live/overview?at=noon', 400],
  ['/api/live/symbol?key=a&at=2024-02-30', 400],
  ['/api/live/symbol', 400],
  ['/api/live/job?job=nope', 404],
  ['/api/live/run?job=nope&run=7', 404],
  ['/api/live/pipeline?name=nope', 404],
])('%s is refused with %i', async (path, status) => {
  await using served = await servedDashboard();
  const answer = await served.ask(path);
  expect([answer.status, JSON.parse(answer.text).status]).toEqual([status, status]);
});

test('a symbol that is not there is refused with those there are, and is found in any case', async () => {
  await using dashboard = await served(await filled(2));
  const [status, detail] = await problem(dashboard, '/api/live/symbol?key=NOPE');
  expect([status, detail]).toEqual([404, expect.stringMatching(/no NOPE .* There is: BTCUSDT, ETHBTC, ETHUSDT\.$/)]);
  const one = await follow(dashboard.port, '/api/live/symbol?key=btcusdt');
  await shown(one);
  expect(one.document).toMatchObject({ key: 'BTCUSDT', rows: [{}, { rows: [{}, {}] }] });
});

test('while the store is away, or does not answer, the stream is opened and tells of that', async () => {
  const store = memoryStore({ clock: new ManualClock() });
  store.jobs.runs = noAnswer;
  await using away = await servedDashboard({ store });
  const one = await follow(away.port, '/api/live/job?job=nope');
  await eventually(() => one.times.at(-1)?.trouble !== undefined);
  expect(one.times.at(-1)).toMatchObject({ trouble: 'the store does not answer', code: 'WORLD' });
  let asked = 0;
  store.jobs.runs = () => {
    asked++;
    return new Promise(() => {});
  };
  await using silent = await servedDashboard({ store });
  const opening = follow(silent.port, '/api/live/job?job=nope');
  await eventually(() => asked === 1);
  await silent.clock.advance(seconds(2));
  expect((await opening).answer.statusCode).toBe(200);
});

test('above the limit of streams one is asked to come back', async () => {
  await using served = await servedDashboard();
  await Promise.all(Array.from({ length: STREAMS_MAX }, () => follow(served.port, '/api/live/overview')));
  const answer = await served.ask('/api/live/overview');
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
  expect(JSON.parse(answer.text).detail).toContain('256 pages are followed');
});

test('a server that closes ends its streams', async () => {
  const served = await servedDashboard();
  const one = await follow(served.port, '/api/live/overview');
  await shown(one);
  await served[Symbol.asyncDispose]();
  await one.ended;
  expect(one.answer.complete).toBe(true);
});

test('documents are read one after the other', async () => {
  const store = memoryStore({ clock: new ManualClock() });
  const waiting: (() => void)[] = [];
  store.jobs.last = async () => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return [];
  };
  await using served = await servedDashboard({ store });
  const both = [await follow(served.port, '/api/live/jobs'), await follow(served.port, '/api/live/jobs?key=a')];
  for (let i = 0; i < 20; i++) await turn();
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  await eventually(() => waiting.length === 2);
  waiting[1]?.();
  await shown(...both);
});

test('an instant is understood as by the rest of the API, a plus that is written as it is among it', async () => {
  await using served = await servedDashboard();
  const one = await follow(served.port, '/api/live/overview?at=2024-08-08T12:00+02:00');
  await shown(one);
  expect(one.document).toMatchObject({ at: Date.UTC(2024, 7, 8, 10) });
});
