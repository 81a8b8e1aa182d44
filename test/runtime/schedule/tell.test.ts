import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { Notice } from '../../../src/core/notice.ts';
import { noSecrets } from '../../../src/core/secret.ts';
import { seconds } from '../../../src/index.ts';
import { tell } from '../../../src/runtime/schedule/tell.ts';
import { testContext } from '../../support/context.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { people } from '../../support/people.ts';

const run = { number: 1, cause: 'by schedule', duration: 0 };
const notice: Notice = { id: 'job/1/failed', occasion: 'failed', of: 'job', at: 0, run, log: '', pictures: [] };

function world() {
  const clock = new ManualClock();
  const { logger, lines } = testContext();
  const stop = new AbortController();
  return { clock, lines, stop, context: { clock, logger, secrets: noSecrets, signal: stop.signal } };
}
const forever = () => new Promise(() => {});

test('those who ask for it are told, and no others', async () => {
  const { context, lines } = world();
  const [asks, other] = [people(['failed', 'fixed']), people(['fixed'])];
  await tell(notice, [asks, other], context);
  expect(asks.heard).toEqual([notice]);
  expect(other.heard).toEqual([]);
  expect(lines).toMatchObject([{ level: 'info', fields: { pipeline: 'job', by: 'people' }, message: 'told: failed' }]);
});

test('when it is done, nothing waits for anything any more', async () => {
  const { clock, context, stop } = world();
  await tell(notice, [people()], context);
  expect(clock.untilNext).toBeUndefined();
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('one that fails is a warning, and the others are told', async () => {
  const { context, lines } = world();
  const broken = people(undefined, () => {
    throw new Error('the server refuses it');
  });
  const sound = people();
  await tell(notice, [broken, sound], context);
  expect(sound.heard).toEqual([notice]);
  const warned = lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields);
  expect(warned).toEqual([{ pipeline: 'job', by: 'people', reason: 'the server refuses it' }]);
});

test('one that takes longer than a minute is given up, and told so', async () => {
  const { clock, context, lines } = world();
  let signal: AbortSignal | undefined;
  const slow = people(undefined, (_, context) => {
    signal = context.signal;
    return forever();
  });
  const done = tell(notice, [slow], context);
  await clock.advance(seconds(59));
  expect(signal?.aborted).toBe(false);
  await clock.advance(seconds(1));
  await done;
  expect(signal?.aborted).toBe(true);
  expect(lines).toMatchObject([{ level: 'warn', fields: { reason: 'it was not done within 1 min' } }]);
});

test.each([
  ['goes on', seconds(30)],
  ['has been told to stop before', 0],
])('where the process is told to stop while it %s, it has ten seconds', async (_, after) => {
  const { clock, context, lines, stop } = world();
  if (after === 0) stop.abort();
  const done = tell(notice, [people(undefined, forever)], context);
  await clock.advance(after);
  stop.abort();
  await clock.advance(seconds(9));
  expect(lines).toEqual([]);
  await clock.advance(seconds(1));
  await done;
  expect(lines).toMatchObject([{ fields: { reason: 'it was not done within 10 s' } }]);
});
