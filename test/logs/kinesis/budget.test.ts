import { describe, expect, test } from 'vitest';
import type { Output } from '../../../src/core/sink.ts';
import { type KinesisOptions, kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { heldBy, type TestStream } from '../../support/kinesis/streams.ts';

const fixture = kinesisFixture();
const { stream } = fixture;

async function writerOf({ name }: TestStream, options: KinesisOptions = {}, clock = hastyClock()) {
  return kinesis(name, options).open(testContext({ clock, logUrl: fixture.service.logUrl }));
}

const output = (value: unknown, n = 0): Output<unknown> => ({ id: `p/q/${n}/0`, value });
const trades = (n: number) => Array.from({ length: n }, (_, t) => output({ e: 'trade', s: 'BTCUSDT', t }, t));
const all = async ({ name }: TestStream) => [...(await heldBy(fixture.service, name)).values()].flat();

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
