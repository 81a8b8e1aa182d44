import { operator } from '../../src/core/operator.ts';
import {
  collect,
  count,
  dedupe,
  file,
  map,
  minutes,
  type PipelineOptions,
  scan,
  type Trade,
  usd,
} from '../../src/index.ts';
import { Shards } from '../support/shards.ts';
import { but, type Case, job, judge, kept, live, parsed, totals, windows } from './judged.ts';

const n = { n: count() };
const once = dedupe<Trade>({ within: minutes(1) });
const held = collect<Trade>({ limit: 9 });
const same = map((event: Trade) => event);
const [byTicks, byTrades] = [usd<Trade>(), usd<Trade>({ from: 'trades' })];
const ofRun = usd<Trade>({ at: 'run' });
const keeping = (name: string) => operator({ name: 'keeping', cells: [{ name }] }, () => (batch) => batch);
const scanned = (name: string) => scan({ key: 'symbol', zero: () => 0, name }, (all: number, _: Trade) => all);
const [one, another] = [scanned('a'), scanned('b')];

const options = { schedule: '0 * * * *' };
const scheduled = (options: PipelineOptions) => ({ ...job(parsed), options });
const single = file('crypto.ndjson');
const [a64, a65] = ['a'.repeat(64), 'a'.repeat(65)];

const cases: readonly Case[] = [
  ['The name "Totals" must be of a-z, 0-9 and -, at most 64', but({ name: 'Totals' }), but({ name: '0-totals' })],
  ['The name "-totals" must be of', but({ name: '-totals' }), but({ name: 'totals-' })],
  ['The name "a b" must be of', but({ name: 'a b' }), but({ name: 'a-b' })],
  ['The name "" must be of', but({ name: '' }), but({ name: 't' })],
  [`The name "${a65}" must be of`, but({ name: a65 }), but({ name: a64 })],
  ['A schedule needs a source that ends by itself', but({ options }), { ...job(parsed), options }],
  [
    'The schedule is wrong: in "0 * * *" there are 4 fields',
    scheduled({ schedule: '0 * * *' }),
    scheduled({ schedule: '@hourly' }),
  ],
  ['The time zone is "CET-1"', scheduled({ ...options, timezone: 'CET-1' }), scheduled(options)],
  ['It has timezone and no schedule', scheduled({ timezone: 'UTC' }), scheduled({ ...options, timezone: 'UTC' })],
  ['It has overlap and no schedule', scheduled({ overlap: 'skip' }), scheduled({ ...options, overlap: 'queue' })],
  ['It has catchUp and no schedule', scheduled({ catchUp: true }), scheduled({ ...options, catchUp: true })],
  ['timeout, retries is said of a job', but({ options: { timeout: 1, retries: 1 } }), scheduled({ retries: 1 })],
  ['timeout is 0. Wanted', scheduled({ timeout: 0 }), scheduled({ timeout: minutes(1) })],
  ['timeout is 604800001', scheduled({ timeout: 604_800_001 }), scheduled({ timeout: 604_800_000 })],
  ['retries is 11. Wanted', scheduled({ retries: 11 }), scheduled({ retries: 10 })],
  ['retries is -1', scheduled({ retries: -1 }), scheduled({ retries: 0 })],
  ['catchUp is 1001', scheduled({ ...options, catchUp: 1_001 }), scheduled({ ...options, catchUp: 1_000 })],
  ['catchUp is 0.5', scheduled({ ...options, catchUp: 0.5 }), scheduled({ ...options, catchUp: 0 })],
  ['keep is {"runs":1}', scheduled({ keep: { runs: 1 } }), scheduled({ keep: { runs: 2 } })],
  ['keep is {"days":-1}', scheduled({ keep: { days: -1 } }), scheduled({ keep: { days: 0.5 } })],
  ['Two operators keep cells named "a"', live(parsed, one, one), live(parsed, one, another)],
  ['Two operators keep cells named "usd"', live(parsed, byTicks, byTicks), live(parsed, byTicks)],
  ['No operator may keep cells named "counts"', live(keeping('counts')), live(keeping('count'))],
  ['usd as it is set is right on a log of one partition', live(byTrades), { ...live(byTrades), source: single }],
  ['usd as it is set is right on a log of one', live(byTrades), { ...live(byTrades), source: new Shards() }],
  ['usd as it is set is right on a log of one', job(byTrades), job(byTicks)],
  ['collect answers when its source is over, and log:crypto never', live(parsed, held), job(parsed, held)],
  ['total answers when its source is over', kept(parsed, totals(n)), kept(parsed, windows(n))],
  ['usd answers when its source is over', live(parsed, ofRun), job(parsed, ofRun)],
  ['Two windows in one pipeline', job(parsed, windows(n), totals(n)), job(parsed, windows(n))],
  ['dedupe stands behind tumble', job(parsed, windows(n), once), job(parsed, once, windows(n))],
  ['usd stands behind collect', job(parsed, held, byTicks), job(parsed, byTicks, held)],
  ['total stands behind collect', job(parsed, held, totals(n)), job(parsed, totals(n), held)],
  ['parse stands behind total', job(totals(n), parsed), job(totals(n), same)],
];

judge(cases);
