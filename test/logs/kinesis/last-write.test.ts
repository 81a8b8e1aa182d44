import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/index.ts';
import { kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';

const fixture = kinesisFixture();

/** When the stream was written last, as it is found so long after now; and how much was asked for that. */
async function foundAfter(span: number, stream: { readonly name: string }) {
  let asked = 0;
  fixture.service.meddle(async (call, ask) => {
    if (call.operation === 'GetRecords') asked++;
    return ask(call);
  });
  const clock = hastyClock();
  const context = testContext({ clock: { ...clock, now: () => clock.now() + span }, logUrl: fixture.service.logUrl });
  return { at: await kinesis(stream.name).lastWrite?.(context), asked };
}

test('a stream was written last when its last record came, in whatever shard', async () => {
  const stream = await fixture.stream(2);
  expect(await foundAfter(0, stream)).toMatchObject({ at: undefined });
  const before = Date.now() - seconds(2);
  await stream.put(['a', 'b'], 0);
  const first = await foundAfter(0, stream);
  expect(first.at).toBeGreaterThan(before);
  expect(first.at).toBeLessThanOrEqual(Date.now() + seconds(1));
  expect(first.asked, 'a record of each shard').toBe(2);
  await stream.put(['c'], 1);
  const { at = 0, asked } = await foundAfter(minutes(45), stream);
  expect(Math.abs(at - Date.now())).toBeLessThan(seconds(10));
  expect(asked).toBeLessThan(50);
});
