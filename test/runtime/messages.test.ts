import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { pipeline } from '../../src/index.ts';
import { OUTBOX_MAX, type Store } from '../../src/store/store.ts';
import { Told } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** A store whose first commit is not answered: it was not made, or it was. */
function firstUnanswered(store: Store, made: 'never made' | 'made, unheard'): Store {
  let first = true;
  return seenThrough(store, (method, make) => {
    if (method !== 'commit' || !first) return make();
    first = false;
    return Promise.resolve(made === 'made, unheard' ? make() : undefined).then(noAnswer);
  });
}

test('messages follow from commits: their words come in log order, each with an id of its own', async () => {
  const { clock, trace, start } = world();
  const shards = new Shards();
  const shard = shards.add('a', [...at('one', 1), ...at('two', 2)]);
  const slack = new Told('slack');
  const deliver = slack.deliver.bind(slack);
  slack.deliver = async (message) => {
    trace.push(`tell ${message.body}`);
    return deliver(message);
  };
  const { progress } = start(pipeline('alerts').from(shards).to(slack));
  await clock.sleep(seconds(1));
  shard.append(...at('three', 3));
  await clock.sleep(seconds(1));
  const first = ['committed a at 2', 'tell one', 'tell two'];
  expect(trace).toEqual([...first, 'committed a at 3', 'tell three']);
  expect(new Set(slack.ids).size).toBe(3);
  expect(progress.map(({ messages }) => messages)).toEqual([2, 1]);
});

test('a commit that was not made delivers nothing, and made again it delivers once, with the same ids', async () => {
  const heard = async (store?: (of: Store) => Store) => {
    const { clock, store: base, start } = world();
    const shards = new Shards();
    shards.add('a', [...at('one', 1), ...at('two', 2)]);
    const slack = new Told('slack');
    start(pipeline('alerts').from(shards).to(slack), { store: store?.(base) ?? base });
    await clock.sleep(seconds(1));
    return slack.heard;
  };
  const calm = await heard();
  expect(calm.map(({ body }) => body)).toEqual(['one', 'two']);
  expect(await heard((store) => firstUnanswered(store, 'never made'))).toEqual(calm);
});

test.each([false, true])(
  'a commit that was made unheard has its messages delivered at once; a job: %s',
  async (bounded) => {
    const { clock, store, start } = world();
    const shards = new Shards({ bounded });
    shards.add('a', [...at('one', 1), ...at('two', 2)]);
    const slack = new Told('slack');
    const { ended } = start(pipeline('alerts').from(shards).to(slack), {
      store: firstUnanswered(store, 'made, unheard'),
    });
    await (bounded ? ended : clock.sleep(seconds(1)));
    expect(slack.bodies).toEqual(['one', 'two']);
  },
);

test('a job is over when all that it said is delivered', async () => {
  const { clock, store, start } = world();
  const shards = new Shards({ bounded: true });
  shards.add('a', at('one', 1));
  const slack = new Told('slack');
  const deliver = slack.deliver.bind(slack);
  slack.deliver = async (message) => {
    await clock.sleep(seconds(30));
    return deliver(message);
  };
  const job = pipeline('alerts').from(shards).to(slack);
  expect(await start(job).ended).toBeUndefined();
  expect(slack.bodies).toEqual(['one']);
  expect(await store.undelivered('alerts', 'slack', 9)).toEqual([]);
});

test('what each run of a job says is said, also where the run before could not deliver the same', async () => {
  const { store, start } = world();
  const shards = new Shards({ bounded: true });
  shards.add('a', at('one', 1));
  const slack = new Told('slack');
  const job = pipeline('alerts').from(shards).to(slack);
  const deaf = seenThrough(store, (method, make) => (method === 'undelivered' ? Promise.resolve([]) : make()));
  for (let run = 0; run < 2; run++) await start(job, { store: deaf }).ended;
  await start(job).ended;
  expect(slack.bodies).toEqual(['one', 'one', 'one']);
  expect(new Set(slack.ids).size).toBe(3);
});

test('a rebuilt pipeline says all of it again, under ids that no message had before', async () => {
  const { clock, start } = world();
  const shards = new Shards();
  shards.add('a', [...at('one', 1), ...at('two', 2)]);
  const slack = new Told('slack');
  const alerts = pipeline('alerts').from(shards).to(slack);
  const first = start(alerts);
  await clock.sleep(seconds(1));
  await first.stop();
  start(alerts, { rebuild: true });
  await clock.sleep(seconds(1));
  expect(slack.bodies).toEqual(['one', 'two', 'one', 'two']);
  expect(new Set(slack.ids).size).toBe(4);
});

test('a commit waits while too many messages are undelivered, and then all of them are told, once and in order', async () => {
  const { clock, trace, start } = world();
  const shards = new Shards();
  const keys = Array.from({ length: OUTBOX_MAX }, (_, i) => String(i));
  const shard = shards.add('a', at('first', 1));
  const slack = new Told('slack');
  const answers = Promise.withResolvers<void>();
  const deliver = slack.deliver.bind(slack);
  slack.deliver = (message) => answers.promise.then(() => deliver(message));
  const { lines } = start(pipeline('alerts').from(shards).to(slack));
  await clock.sleep(seconds(1));
  shard.append(...keys.flatMap((key) => at(key, 2)));
  await clock.sleep(seconds(1));
  const committed = [...trace];
  shard.append(...at('last', 3));
  await clock.sleep(seconds(5));
  expect(trace, 'no commit since it is full').toEqual(committed);
  const reason = expect.stringMatching(/messages of alerts to slack wait for delivery/);
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ reason }), message: 'trying again' }),
  );
  expect(slack.heard).toEqual([]);
  answers.resolve();
  await clock.sleep(seconds(60));
  expect(slack.bodies).toEqual(['first', ...keys, 'last']);
  expect(new Set(slack.ids).size).toBe(slack.ids.length);
});
