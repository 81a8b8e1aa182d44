import { concatMap, delay, EMPTY, filter, finalize, map, type OperatorFunction, of } from 'rxjs';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/core/batch.ts';
import { type Operator, operator } from '../../src/core/operator.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { Flow } from '../../src/runtime/flow.ts';
import { batchOf } from '../support/batches.ts';
import { Shards } from '../support/shards.ts';

type Step = Operator<unknown, unknown>;
type Unchecked = OperatorFunction<Batch<unknown>, Batch<unknown>>;

/** An operator as nobody can make one with `operator`: one that breaks the rule. */
const rogue = (name: string, step: Unchecked): Step =>
  Object.assign((source: Parameters<Unchecked>[0]) => step(source), { spec: { name } }) as unknown as Step;

const broken: readonly (readonly [what: string, answers: number, step: Unchecked])[] = [
  ['none', 0, filter(() => false)],
  ['two', 2, concatMap((batch: Batch<unknown>) => of(batch, batch))],
  ['one, but later', 0, delay(0)],
  ['none, and ends', 0, concatMap(() => EMPTY)],
  ['one of another read', 1, map(() => batchOf([]))],
];

const flowOf = (...steps: readonly Step[]): Flow =>
  new Flow({ ...pipeline('flow').from(new Shards()).to(), operators: steps as readonly Operator<never, unknown>[] });

const counted = operator<unknown, unknown>({ name: 'counted' }, () => (batch) => batch.with([batch.events.length]));

test('a batch goes in, and its one answer comes out at once, through all operators in their order', () => {
  const twice = operator<unknown, unknown>(
    { name: 'twice' },
    () => (batch) => batch.with(batch.events.flatMap((e) => [e, e])),
  );
  expect(flowOf(twice, counted).push(batchOf(['a', 'b'])).events).toEqual([4]);
  expect(flowOf(counted, twice).push(batchOf(['a', 'b'])).events).toEqual([2, 2]);
  expect(flowOf().push(batchOf(['a', 'b'])).events).toEqual(['a', 'b']);
});

test.each(broken)('an operator that answers %s is told so', (_what, n, step) => {
  const flow = flowOf(counted, rogue('rogue', step));
  expect(() => flow.push(batchOf(['a']))).toThrow(`The operators gave ${n} batches for one, or one of another read.`);
});

test('an answer is of its own batch: the one before leaves nothing behind', () => {
  const flow = flowOf(
    rogue(
      'once',
      filter(({ purpose }) => purpose === 'data'),
    ),
  );
  expect(flow.push(batchOf(['a'])).events).toEqual(['a']);
  expect(() => flow.push(batchOf([], 'flush'))).toThrow('The operators gave 0 batches');
});

test('what an operator throws is thrown as it is, at the batch on which it threw', () => {
  const bug = new Error('a bug');
  const failing = operator<unknown, unknown>({ name: 'failing' }, () => (batch) => {
    if (batch.events.length > 1) throw bug;
    return batch;
  });
  const flow = flowOf(failing);
  flow.push(batchOf(['a']));
  expect(() => flow.push(batchOf(['a', 'b']))).toThrow(bug);
});

test('what an operator holds open is closed with the flow', () => {
  let closed = 0;
  const flow = flowOf(
    rogue(
      'open',
      finalize(() => closed++),
    ),
  );
  flow.push(batchOf(['a']));
  expect(closed).toBe(0);
  flow.close();
  expect(closed).toBe(1);
});
