import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import type { Delivery } from '../../src/core/sink.ts';
import { seconds } from '../../src/core/time.ts';
import { Told } from '../support/outside.ts';
import { post } from './post.ts';

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));

test('first comes what an earlier run left, then what each commit adds, in the order of the commits', async () => {
  const slack = new Told('slack');
  const { clock, say, process, waiting } = await post(slack);
  await say(slack, 'left 1', 'left 2');
  await say(slack, 'left 0');
  const { ids } = process();
  await say(slack, 'z', 'a');
  await clock.sleep(seconds(1));
  await say(slack, 'm');
  await clock.sleep(seconds(1));
  expect(slack.bodies).toEqual(['left 1', 'left 2', 'left 0', 'z', 'a', 'm']);
  expect(ids).toEqual(slack.ids);
  expect(await waiting(slack)).toEqual([]);
});

test('it is over when nothing more can come and all is delivered, however much there is', async () => {
  const slack = new Told('slack');
  const { say, over, process, waiting } = await post(slack);
  await say(slack, ...numbers(0, 250));
  const { ended } = process();
  await say(slack, ...numbers(250, 260));
  over();
  expect(await ended).toBeUndefined();
  expect(slack.bodies).toEqual(numbers(0, 260));
  expect(await waiting(slack)).toEqual([]);
});

test('one message is delivered at a time, and what is committed meanwhile comes behind it', async () => {
  const slack = new Told('slack');
  const { clock, say, process } = await post(slack);
  let now = 0;
  let most = 0;
  slack.deliver = async (message) => {
    most = Math.max(most, ++now);
    await clock.sleep(seconds(10));
    slack.heard.push(message);
    now--;
  };
  process();
  for (const body of numbers(0, 5)) {
    await say(slack, body);
    await clock.sleep(seconds(3));
  }
  await clock.sleep(seconds(60));
  expect(slack.bodies).toEqual(numbers(0, 5));
  expect(most).toBe(1);
});

test('each destination gets its own, and one that takes its time holds up no other', async () => {
  const [slack, mail] = [new Told('slack'), new Told('mail')];
  const { clock, say, process, waiting } = await post(slack, mail);
  const mailed = Promise.withResolvers<void>();
  mail.deliver = () => mailed.promise;
  process();
  await say(mail, 'letter');
  await say(slack, 'line');
  await clock.sleep(seconds(1));
  expect(slack.bodies).toEqual(['line']);
  expect(await waiting(mail)).toEqual(['letter']);
  mailed.resolve();
  await clock.sleep(seconds(1));
  expect(await waiting(mail)).toEqual([]);
});

test('a stop lets the message in hand arrive, marks it, and leaves the rest to the next run', async () => {
  const slack = new Told('slack');
  const { clock, say, process, waiting } = await post(slack);
  await say(slack, 'in hand', 'next', 'last');
  const arriving = Promise.withResolvers<void>();
  const deliver = slack.deliver.bind(slack);
  slack.deliver = async (message) => {
    await arriving.promise;
    return deliver(message);
  };
  const first = process();
  await clock.sleep(seconds(1));
  first.stop();
  arriving.resolve();
  expect(await first.ended).toBeUndefined();
  expect(slack.bodies).toEqual(['in hand']);
  expect(await waiting(slack)).toEqual(['next', 'last']);
  process();
  await clock.sleep(seconds(1));
  expect(slack.bodies).toEqual(['in hand', 'next', 'last']);
});

test('all that was left may have come before, however much there is', async () => {
  const slack = new Told('slack');
  const { clock, say, process } = await post(slack);
  await say(slack, ...numbers(0, 150));
  const told: unknown[] = [];
  slack.deliver = async ({ again }: Delivery) => void told.push(again);
  process();
  await clock.sleep(seconds(1));
  expect(told).toEqual(Array.from({ length: 150 }, () => true));
});

test('what comes while it is delivered was never left, however long something waits', async () => {
  const slack = new Told('slack');
  const { clock, say, process } = await post(slack);
  await say(slack, ...numbers(0, 50));
  const told: unknown[] = [];
  slack.deliver = async ({ body, again }: Delivery) => {
    told.push([Number(body), again]);
    if (told.length < 300) await say(slack, String(49 + told.length));
    await clock.sleep(seconds(1));
  };
  process();
  await clock.sleep(seconds(1_000));
  expect(told).toEqual(Array.from({ length: 349 }, (_, i) => [i, i < 50]));
});

test('a destination is told which message may have come before: what an earlier run left, and what failed', async () => {
  const slack = new Told('slack');
  const { clock, say, process } = await post(slack);
  await say(slack, 'left', 'left, too');
  const told: unknown[] = [];
  const deliver = slack.deliver.bind(slack);
  slack.deliver = async (message: Delivery) => {
    told.push([message.body, message.again]);
    if (message.body === 'fails' && !message.again) throw new WorldError('no answer');
    return deliver(message);
  };
  process();
  await clock.sleep(seconds(1));
  await say(slack, 'new', 'fails', 'last');
  await clock.sleep(seconds(1));
  const left = ['left', 'left, too'].map((body) => [body, true]);
  expect(told).toEqual([...left, ['new', false], ['fails', false], ['fails', true], ['last', false]]);
});
