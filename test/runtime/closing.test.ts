import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { count, millis, pipeline, tumble, view } from '../../src/index.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** Windows of ten over a log; what the store holds of each, as `PARTITION START:N`, with a `!` where it is final. */
function counting(bounded = false) {
  const here = world();
  const shards = new Shards({ bounded });
  const one = pipeline('one')
    .from(shards)
    .pipe(tumble({ size: millis(10), lateness: millis(0), key: 'key' }, { n: count() }))
    .to(view('tens'));
  const stored = async () => {
    const rows = await Array.fromAsync(here.store.rows({ pipeline: 'one', version: 1 }));
    return rows.map(({ partition, start, partials, final }) => {
      return `${partition} ${start}:${JSON.parse(partials).n}${final ? '!' : ''}`;
    });
  };
  return { ...here, shards, one, stored };
}

test('with each commit those windows close that event time has left', async () => {
  const { clock, shards, one, stored, start } = counting();
  const shard = shards.add('a', at('x', 1, 2, 9));
  start(one);
  await clock.sleep(seconds(1));
  expect(await stored()).toEqual(['a 0:3']);
  shard.append(...at('x', 10));
  await clock.sleep(seconds(1));
  expect(await stored()).toEqual(['a 0:3!', 'a 10:1']);
});

test('a window that is open at a stop goes on in the next run', async () => {
  const { clock, shards, one, stored, start } = counting();
  const shard = shards.add('a', at('x', 1, 2));
  const first = start(one);
  await clock.sleep(seconds(1));
  await first.stop();
  start(one);
  shard.append(...at('x', 3, 10));
  await clock.sleep(seconds(1));
  expect(await stored()).toEqual(['a 0:3!', 'a 10:1']);
});

test('the end of a partition of an endless log closes no window: its children may bring more for it', async () => {
  const { clock, shards, one, stored, start } = counting();
  const shard = shards.add('a', at('x', 1));
  start(one);
  shard.end([{ id: 'b', parents: ['a'] }]);
  await clock.sleep(seconds(1));
  expect(await stored()).toEqual(['a 0:1']);
  shards.add('b', at('x', 2, 10), ['a']);
  await clock.sleep(seconds(1));
  expect(await stored()).toEqual(['a 0:1', 'b 0:1!', 'b 10:1']);
});

test('the end of a bounded log closes them all', async () => {
  const { shards, one, stored, start } = counting(true);
  shards.add('a', at('x', 1, 2, 11));
  await start(one).ended;
  expect(await stored()).toEqual(['a 0:2!', 'a 10:1!']);
});
