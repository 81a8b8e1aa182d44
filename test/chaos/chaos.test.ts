/** Goal: what chaos calls right is right, and what is broken, in a pipeline or under it, is called so. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { Ambient } from '../../src/chaos/ambient.ts';
import { campaign } from '../../src/chaos/campaign.ts';
import { defaultLog } from '../../src/chaos/default-log.ts';
import { FAULTS } from '../../src/chaos/faults.ts';
import { type Prepared, prepare } from '../../src/chaos/prepare.ts';
import { trial } from '../../src/chaos/trial.ts';
import type { Log } from '../../src/core/log.ts';
import { never } from '../../src/core/never.ts';
import type { LogRecord } from '../../src/core/record.ts';
import { cache, counter, coverage, dedupe, minutes, parse, pipeline, trade, tumble, view } from '../../src/index.ts';
import type { Commit, Store } from '../../src/store/store.ts';

let ambient: Ambient;
let prepared: Prepared;
beforeAll(async () => {
  ambient = new Ambient();
  prepared = await prepare(async () => usdPerMinute, defaultLog(), ambient);
});
afterAll(() => ambient[Symbol.dispose]());

const seeds = Array.from({ length: 60 }, (_, i) => i);

test('no seed changes a row of usd-per-minute, and each kind of fault that may strike it does', async () => {
  const { wrong, impure, faults } = await campaign(prepared, { seeds, signal: never, told: () => {} });
  expect({ wrong, impure }).toEqual({ wrong: [], impure: [] });
  const outside = /outside write|message/;
  expect([...faults.keys()].sort()).toEqual(FAULTS.filter((fault) => !outside.test(fault)).toSorted());
});

test('results that join on to the row before are right over any cut, too', async () => {
  const { source } = usdPerMinute;
  const complete = pipeline('complete')
    .from(source as Log)
    .pipe(
      parse(trade),
      dedupe({ within: minutes(10) }),
      tumble({ size: minutes(1), lateness: minutes(3), key: 'symbol' }, { ids: coverage('id') }),
    )
    .to(view('complete'));
  const ready = await prepare(async () => complete, defaultLog(), ambient);
  const { wrong } = await campaign(ready, { seeds: seeds.slice(0, 30), signal: never, told: () => {} });
  expect(wrong).toEqual([]);
});

test('a log of which more is set aside than a store keeps is refused', async () => {
  const bad = { ...defaultLog()[0], data: new TextEncoder().encode('no JSON') };
  const records = Array.from({ length: 50_001 }, () => bad as LogRecord);
  await expect(prepare(async () => usdPerMinute, records, ambient)).rejects.toMatchObject({
    code: 'LIMIT',
    message: expect.stringMatching(/sets 50001 events aside over these 50001 records, and 50000 can be compared/),
  });
});

describe('counters for readers', () => {
  const counted = pipeline('counted')
    .from(usdPerMinute.source as Log)
    .pipe(parse(trade), dedupe({ within: minutes(10) }))
    .to(counter('symbol:{symbol}'), counter('tx:{symbol}', { amount: 'quantity' }), cache('price:{symbol}', 'price'));
  const wrongIn = async (broken?: (store: Store) => Store) => {
    const ready = await prepare(async () => counted, defaultLog(), ambient);
    const verdicts = [];
    for (const seed of seeds) verdicts.push(await trial(ready, seed, broken));
    return verdicts.filter(({ wrong }) => wrong);
  };

  test('are exact in each world', async () => expect(await wrongIn()).toEqual([]));

  test('are noticed where a store counts what it does not commit, or the other way round', async () => {
    const doubled = (store: Store) =>
      committing(store, async (commit) => {
        // As if keys were written in front of the transaction, and not within it.
        for (const { key, add } of commit.keys) {
          if (add !== undefined) await store.keys.put(key, add).catch(() => {});
        }
        return { ...commit, keys: commit.keys.slice(1) };
      });
    expect((await wrongIn(doubled)).length).toBeGreaterThan(30);
  });
});

test('a seed is the same world each time', async () => {
  for (const seed of [3, 11]) expect(await trial(prepared, seed)).toEqual(await trial(prepared, seed));
});

/** Seeds of 60 in which a store is noticed that breaks one rule. */
async function noticed(broken: (store: Store) => Store): Promise<number> {
  let wrong = 0;
  for (const seed of seeds) if ((await trial(prepared, seed, broken)).wrong) wrong++;
  return wrong;
}

/** The store, but for its commits. */
const committing = (store: Store, commit: (commit: Commit) => Promise<Commit>): Store =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return async (written: Commit) => target.commit(await commit(written));
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

describe('a store is noticed that', () => {
  test('takes whatever is committed, by whomever', async () => {
    const broken = (store: Store) =>
      committing(store, async (commit) => {
        const { fence = commit.fence, commits: after } = await store.head(commit.scope, commit.partition);
        return { ...commit, fence, after };
      });
    expect(await noticed(broken)).toBeGreaterThan(0);
  });

  test('forgets the watermark', async () => {
    const broken = (store: Store) => committing(store, async (commit) => ({ ...commit, watermark: -8.64e15 }));
    expect(await noticed(broken)).toBeGreaterThan(30);
  });

  test('loses a dead letter', async () => {
    const broken = (store: Store) => committing(store, async (commit) => ({ ...commit, dead: commit.dead.slice(1) }));
    expect(await noticed(broken)).toBeGreaterThan(30);
  });
});

test('chance and the time of day are as ever outside of a pipeline', () => {
  expect(new Date().getFullYear()).toBe(new Date(Date.now()).getFullYear());
  expect(ambient.asked).toEqual([]);
  expect(ambient.within('a test', () => Date.now())).not.toBeCloseTo(Date.now(), -5);
  expect(ambient.asked).toMatchObject([{ what: 'Date.now was called in a test' }]);
});
