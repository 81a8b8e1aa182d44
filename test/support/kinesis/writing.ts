import type { Output, Writer } from '../../../src/core/sink.ts';
import { type KinesisOptions, kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { hastyClock } from '../clock.ts';
import { testContext } from '../context.ts';
import type { Fixture } from './fixture.ts';
import { heldBy, type TestStream } from './streams.ts';

export const output = (value: unknown, n = 0): Output<unknown> => ({ id: `p/q/${n}/0`, value });

export const trades = (n: number, s = 'BTCUSDT'): Output<unknown>[] =>
  Array.from({ length: n }, (_, t) => output({ e: 'trade', s, t }, t));

/** What writes to the streams of a fixture, and what they hold then, shard by shard or all together. */
export const writing = (fixture: Fixture) => {
  const held = ({ name }: TestStream) => heldBy(fixture.service, name);
  return {
    held,
    all: async (of: TestStream) => [...(await held(of)).values()].flat(),
    writerOf: (
      { name }: Pick<TestStream, 'name'>,
      options: KinesisOptions = {},
      clock = hastyClock(),
    ): Promise<Writer<unknown>> => kinesis(name, options).open(testContext({ clock, logUrl: fixture.service.logUrl })),
  };
};
