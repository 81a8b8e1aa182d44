import { expect, test } from 'vitest';
import { map, pipeline, sum, total, usd } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** Values three trades of one bitcoin each, one commit a trade, at the prices of the run; each time they are others. */
function valuing() {
  const shards = new Shards({ bounded: true, perRead: 1 });
  shards.add('a', at('x', 1, 2, 3));
  const sink = new Kept<{ readonly value: number }>('sink');
  const trade = ({ time, key }: Event) => ({ time, key, base: 'ETH', quote: 'BTC', price: 1, quantity: 1 });
  const job = pipeline('job')
    .from(shards)
    .pipe(map(trade), usd({ at: 'run' }), total({ key: 'key' }, { value: sum((t) => t.usd) }))
    .to(sink);
  let asked = 0;
  const options = { limits: { commitEvery: 0 }, prices: async () => ({ BTC: 1_000 * ++asked }) };
  return { job, options, values: () => sink.written.map(({ value }) => value.value) };
}

test('the prices of a run are asked for once, and by each run anew', async () => {
  const { start } = world();
  const { job, options, values } = valuing();
  for (let run = 0; run < 2; run++) await start(job, options).ended;
  expect(values()).toEqual([3_000, 6_000]);
});

test('what is opened again within a run goes on with the prices of its run', async () => {
  const { store: base, start } = world();
  const { job, options, values } = valuing();
  let commits = 0;
  const store = seenThrough(base, (method, make) => (method === 'commit' && ++commits === 2 ? noAnswer() : make()));
  await start(job, { ...options, store }).ended;
  expect(values()).toEqual([3_000]);
});

test('a job that asks for prices where nobody tells them is CONFIG', async () => {
  const { start } = world();
  const { job } = valuing();
  expect(await start(job).ended).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(/prices of the run/) });
});
