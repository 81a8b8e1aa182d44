import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { Told } from '../support/outside.ts';
import { post } from './post.ts';

test('a destination that fails is tried again with the same message, and holds up no other', async () => {
  const [slack, mail] = [new Told('slack'), new Told('mail')];
  const { clock, say, process, waiting } = await post(slack, mail);
  const deliver = mail.deliver.bind(mail);
  let down = true;
  mail.deliver = async (message) => {
    if (down) throw new WorldError('the mail server is down');
    return deliver(message);
  };
  const { lines } = process();
  await say(mail, 'first', 'second');
  await say(slack, 'line');
  await clock.sleep(minutes(1));
  expect(slack.bodies).toEqual(['line']);
  expect(await waiting(mail)).toEqual(['first', 'second']);
  expect(lines.at(-1)).toMatchObject({ fields: { what: 'messages to mail', reason: 'the mail server is down' } });
  down = false;
  await clock.sleep(minutes(1));
  expect(mail.bodies).toEqual(['first', 'second']);
  expect(await waiting(mail)).toEqual([]);
});

test('a message that cannot be marked is not delivered again, but marked when that can be', async () => {
  const [slack, mail] = [new Told('slack'), new Told('mail')];
  const { clock, say, process, waiting } = await post(slack, mail);
  const { network, ids } = process();
  network.marks = false;
  await say(slack, 'first', 'second');
  await say(mail, 'letter');
  await clock.sleep(minutes(1));
  expect([slack.bodies, mail.bodies, ids]).toEqual([['first'], ['letter'], []]);
  expect(await waiting(slack)).toEqual(['first', 'second']);
  network.marks = true;
  await clock.sleep(seconds(10));
  expect([slack.bodies, mail.bodies]).toEqual([['first', 'second'], ['letter']]);
  expect(ids.toSorted()).toEqual(['<first>', '<letter>', '<second>']);
  expect(await waiting(slack)).toEqual([]);
});

test('a process killed between a delivery and its mark delivers again when it is started again, with the same id', async () => {
  const slack = new Told('slack');
  const { clock, say, process, waiting } = await post(slack);
  await say(slack, 'first', 'second');
  const killed = process();
  const deliver = slack.deliver.bind(slack);
  slack.deliver = async (message) => {
    await deliver(message);
    killed.network.marks = false;
    killed.kill();
  };
  await clock.sleep(seconds(10));
  expect(slack.bodies, 'nothing more comes from the dead').toEqual(['first']);
  slack.deliver = deliver;
  process();
  await clock.sleep(seconds(1));
  expect(slack.heard).toEqual(['first', 'first', 'second'].map((body) => ({ id: `<${body}>`, body })));
  expect(await waiting(slack)).toEqual([]);
});

test('a process that is killed while it delivers ends with the message in hand', async () => {
  const slack = new Told('slack');
  const { clock, say, process, waiting } = await post(slack);
  await say(slack, 'first', 'second');
  const killed = process();
  const deliver = slack.deliver.bind(slack);
  slack.deliver = (message) => deliver(message).then(killed.kill);
  await clock.sleep(seconds(10));
  expect(slack.bodies).toEqual(['first']);
  expect(await waiting(slack)).toEqual(['second']);
});

test('a bug in a destination is not tried again', async () => {
  const slack = new Told('slack');
  const { say, process, waiting } = await post(slack);
  const bug = new TypeError('a bug');
  let tries = 0;
  slack.deliver = async () => {
    tries++;
    throw bug;
  };
  const { ended } = process();
  await say(slack, 'first');
  expect(await ended).toBe(bug);
  expect(tries).toBe(1);
  expect(await waiting(slack)).toEqual(['first']);
});

test('a stop while a destination fails ends it without an error, and the message waits for the next run', async () => {
  const slack = new Told('slack');
  const { clock, say, process, waiting } = await post(slack);
  slack.deliver = () => Promise.reject(new WorldError('down'));
  const { stop, ended } = process();
  await say(slack, 'first');
  await clock.sleep(minutes(5));
  stop();
  expect(await ended).toBeUndefined();
  expect(clock.now()).toBe(minutes(5));
  expect(await waiting(slack)).toEqual(['first']);
});
