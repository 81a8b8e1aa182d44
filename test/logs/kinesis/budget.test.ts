import { describe, expect, test } from 'vitest';
import { hastyClock } from '../../support/clock.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { output, trades, writing } from '../../support/kinesis/writing.ts';

const fixture = kinesisFixture();
const { stream } = fixture;
const { writerOf, all } = writing(fixture);

describe('the budget of a shard', () => {
  test('is kept to: 5,000 records a second are put at 1,000, and none is lost', async () => {
    const of = await stream();
    const clock = hastyClock();
    const writer = await writerOf(of, {}, clock);
    const began = clock.elapsed();
    for (let second = 0; second < 4; second++) await writer.write(trades(5_000));
    const took = (clock.elapsed() - began) / 1_000;
    await writer.close();
    expect(await all(of)).toHaveLength(20_000);
    expect(took).toBeGreaterThanOrEqual(19 * 0.99);
    expect(took).toBeLessThan(25);
  });

  test('is kept to in bytes, too', async () => {
    const of = await stream();
    const clock = hastyClock();
    const writer = await writerOf(of, {}, clock);
    const began = clock.elapsed();
    await writer.write(Array.from({ length: 40 }, (_, n) => output({ data: new Uint8Array(500_000) }, n)));
    await writer.close();
    expect((clock.elapsed() - began) / 1_000).toBeGreaterThan((40 * 500_000) / 2 ** 20 - 2);
  });
});
