import { concat, defer, lastValueFrom, NEVER, type Observable, of, throwError, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { seconds } from '../../src/core/time.ts';
import { retryWorld } from '../../src/runtime/retry.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { testContext } from '../support/context.ts';

/** What is tried, one after the other: each attempt and when it was made are kept. */
function attempts(
  tries: readonly Observable<string>[],
  { who = 'me', what = 'it', stop = new AbortController() } = {},
) {
  const clock = virtualClock();
  const context = testContext({ clock, signal: stop.signal });
  const begun: number[] = [];
  const one = defer(() => {
    begun.push(clock.now());
    return tries[begun.length - 1] ?? NEVER;
  });
  const values = lastValueFrom(one.pipe(retryWorld(what, who, context), toArray()));
  const waits = () => begun.slice(1).map((time, i) => time - (begun[i] ?? 0));
  return { clock, begun, values, waits, lines: context.lines };
}

const failing = throwError(() => new WorldError('no answer'));
const failures = (n: number) => Array.from({ length: n }, () => failing);
/** Between half and all of what is allowed. */
const within = (longest: number) => expect.toSatisfy((wait: number) => wait >= longest / 2 && wait <= longest);

test('a failing world is tried again, for ever, after twice the time each time, up to five seconds', async () => {
  const { values, waits } = attempts([...failures(12), of('done')]);
  expect(await values).toEqual(['done']);
  const longest = [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000, 5_000, 5_000];
  expect(waits()).toEqual(longest.map(within));
});

test('those who failed together do not come back together, yet each waits the same in each run', async () => {
  const waitsOf = async (who: string, what: string) => {
    const { values, waits } = attempts([...failures(5), of('done')], { who, what });
    await values;
    return waits();
  };
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((who) => waitsOf(who, 'it')));
  expect(new Set(all.map(String)).size).toBe(4);
  expect(await waitsOf('a', 'another')).not.toEqual(all[0]);
  expect(await waitsOf('a', 'it')).toEqual(all[0]);
});

test('each failure is told, with how long it waits', async () => {
  const { values, lines, waits } = attempts([...failures(2), of('done')], { what: 'p on a' });
  await values;
  const fields = waits().map((wait, i) => ({ what: 'p on a', attempt: i + 1, wait, reason: 'no answer' }));
  expect(lines).toEqual(fields.map((fields) => ({ level: 'warn', fields, message: 'trying again' })));
});

test('a failure that goes on is told a dozen times, and then one time in twelve', async () => {
  const { values, lines } = attempts([...failures(30), of('done')]);
  await values;
  const attempt = lines.map(({ fields }) => 'attempt' in fields && fields.attempt);
  expect(attempt).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 24]);
});

test('the waits begin anew when a value got through', async () => {
  const value = concat(of('value'), failing);
  const { values, waits } = attempts([...failures(3), value, failing, of('done')]);
  expect(await values).toEqual(['value', 'done']);
  expect(waits()).toEqual([100, 200, 400, 100, 200].map(within));
});

test.each([
  ['begin anew when it had stood for half a minute', seconds(30), [100, 200, 400, 100, 200]],
  ['go on where it had stood for less', seconds(30) - 1, [100, 200, 400, 800, 1_600]],
])('the waits %s', async (_what, stood, longest) => {
  const tries = [...failures(3), defer(() => standing), failing, of('done')];
  const { values, waits, clock, lines } = attempts(tries);
  const standing = defer(() => clock.sleep(stood).then(() => Promise.reject(new WorldError('fell'))));
  await values;
  expect(waits()[3]).toSatisfy((wait: number) => wait >= stood);
  expect(lines.map(({ fields }) => 'wait' in fields && fields.wait)).toEqual(longest.map(within));
});

test('what takes ten seconds to time out is tried again after longer and longer waits', async () => {
  const slow = defer(() => silent);
  const { values, clock, lines } = attempts([failing, slow, slow, slow, of('done')]);
  const silent = defer(() => clock.sleep(seconds(10)).then(() => Promise.reject(new WorldError('no answer'))));
  await values;
  expect(lines.map(({ fields }) => 'wait' in fields && fields.wait)).toEqual([100, 200, 400, 800].map(within));
});

test('a stop while it waits ends it at once, without an error and without another try', async () => {
  const stop = new AbortController();
  const { clock, values, begun } = attempts(failures(99), { stop });
  await clock.sleep(seconds(60));
  const tried = begun.length;
  stop.abort();
  expect(await values).toEqual([]);
  expect(clock.now()).toBe(seconds(60));
  expect(begun).toHaveLength(tried);
});

test('what fails when it was told to stop is not tried again', async () => {
  const stop = new AbortController();
  stop.abort();
  const { values, begun, lines } = attempts([failing], { stop });
  expect(await values).toEqual([]);
  expect(begun).toHaveLength(1);
  expect(lines).toMatchObject([{ level: 'warn', fields: { reason: 'no answer' }, message: 'stopped while it failed' }]);
});

test.each([new Error('a bug'), new PipelineError('CONFIG', 'not so'), 'no error at all'])(
  'anything else goes on at once: %s',
  async (thrown) => {
    const { values, begun, clock } = attempts([throwError(() => thrown), of('never')]);
    await expect(values).rejects.toBe(thrown);
    expect(begun).toHaveLength(1);
    expect(clock.now()).toBe(0);
  },
);
