import { expect, test } from 'vitest';
import type { Read } from '../../src/core/record.ts';
import type { Reader } from '../../src/core/source.ts';
import { Demand } from '../../src/runtime/demand.ts';
import { readOf } from '../support/batches.ts';
import { ManualClock, turn } from '../support/manual-clock.ts';

/** A reader that yields what it is given, and says how often it was asked. */
function asked() {
  const clock = new ManualClock();
  const stop = new AbortController();
  const reads: PromiseWithResolvers<Read<unknown>>[] = [];
  const trace: string[] = [];
  const reader: Reader<unknown> = {
    next: (signal) => {
      trace.push('read');
      const read = Promise.withResolvers<Read<unknown>>();
      reads.push(read);
      signal.addEventListener('abort', async () => {
        await turn();
        trace.push('read given up');
        read.reject(signal.reason);
      });
      return read.promise;
    },
    close: async () => void trace.push('closed'),
  };
  const give = (read: Read<unknown>) => reads.at(-1)?.resolve(read);
  const fail = (thrown: unknown) => reads.at(-1)?.reject(thrown);
  return { clock, stop, trace, give, fail, demand: new Demand(reader, clock, stop.signal) };
}

const read = readOf(['a']);

test('nothing is read before it is asked for, and one read answers one demand', async () => {
  const { trace, give, demand } = asked();
  expect(trace).toEqual([]);
  const next = demand.next(1_000);
  give(read);
  expect(await next).toBe(read);
  expect(trace).toEqual(['read']);
});

test('a read that does not come in time is kept for the next demand: never two at once, and none is lost', async () => {
  const { clock, trace, give, demand } = asked();
  for (let i = 0; i < 3; i++) {
    const next = demand.next(20);
    await clock.advance(20);
    expect(await next).toBeUndefined();
  }
  expect(trace).toEqual(['read']);
  give(read);
  expect(await demand.next(20)).toBe(read);
  const next = demand.next(20);
  expect(trace).toEqual(['read', 'read']);
  give(read);
  expect(await next).toBe(read);
});

test('a demand that was answered leaves nobody waiting for its time to pass', async () => {
  const { clock, give, demand } = asked();
  const sleep = clock.sleep.bind(clock);
  const sleeps: Promise<void>[] = [];
  clock.sleep = (...call) => {
    const asleep = sleep(...call);
    sleeps.push(asleep);
    return asleep;
  };
  const next = demand.next(1_000);
  give(read);
  await next;
  await Promise.all(sleeps);
  expect(sleeps).toHaveLength(1);
});

test('a stop ends a demand that waits, and what is asked after it gets nothing', async () => {
  const { stop, demand } = asked();
  const next = demand.next(1_000);
  stop.abort();
  expect(await next).toBeUndefined();
  expect(await demand.next(1_000)).toBeUndefined();
});

test('a read that fails fails its demand, also one that failed between two demands', async () => {
  const { clock, fail, demand } = asked();
  const next = demand.next(20);
  await clock.advance(20);
  expect(await next).toBeUndefined();
  fail(new Error('torn'));
  await expect(demand.next(20)).rejects.toThrow('torn');
});

test('closing gives up a read that is under way, however it ends, and closes the reader behind it', async () => {
  const { clock, trace, demand } = asked();
  const next = demand.next(20);
  await clock.advance(20);
  await next;
  await demand.close();
  expect(trace).toEqual(['read', 'read given up', 'closed']);
});
