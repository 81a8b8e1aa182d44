import { expect, test } from 'vitest';
import type { Pipeline } from '../../src/core/pipeline.ts';
import {
  cache,
  count,
  counter,
  hours,
  map,
  mean,
  minutes,
  missing,
  print,
  sum,
  type Trade,
  usd,
} from '../../src/index.ts';
import { check } from '../../src/runtime/check.ts';
import { Told } from '../support/outside.ts';
import { Shards } from '../support/shards.ts';
import { but, type Case, job, judge, kept, live, parsed, totals, windows } from './judged.ts';

const [value, unpriced, n] = [sum('usd'), missing('usd'), count()];
const window = windows({ n });
const [hour, more] = [windows({ n }, hours(1)), windows({ n }, hours(1) + 1)];
const [mute, frank] = [windows({ value }), windows({ value, unpriced })];
const [average, franker] = [totals({ value: mean('usd') }), totals({ value: mean('usd'), unpriced })];
const same = map((row: object) => row);
const [priced, hasty] = [usd<Trade>(), usd<Trade>({ late: minutes(1) })];
const shards = new Shards();
const [slack, again, mail] = [new Told('slack'), new Told('slack'), new Told('mail')];
const writing = (...destinations: Pipeline['destinations']) => but({ destinations });
const [cached, counted, other] = [cache('{symbol}', (t: Trade) => t.price), counter('{symbol}'), counter('n:{symbol}')];
const byFunction = counter<Trade>(({ symbol }) => symbol);
const telling = { ...live(parsed, window), destinations: [slack] };
const named = (name: string) => kept(parsed, windows({ [name]: n }));

const cases: readonly Case[] = [
  ['Nothing tells tumble how far log:crypto has come', kept(window), kept(parsed, window)],
  ['Nothing tells tumble how far', kept(window), job(window)],
  ['Nothing tells tumble how far', kept(window), { ...kept(window), source: shards }],
  ['A result cannot be named "key"', named('key'), named('keys')],
  ['A result cannot be named "start"', named('start'), named('starts')],
  ['A result cannot be named "end"', named('end'), named('ends')],
  ['A result cannot be named "closes"', named('closes'), named('close')],
  ['A result cannot be named "final"', named('final'), named('Final')],
  ['tumble takes events up to 3600001 ms late, and usd', kept(parsed, priced, more), kept(parsed, priced, hour)],
  ['tumble takes events up to 3600000 ms late, and usd', kept(parsed, hasty, hour), job(parsed, hasty, hour)],
  ['A total of usd hides', kept(parsed, priced, mute), kept(parsed, priced, frank)],
  ['A total of usd hides', job(parsed, priced, average), job(parsed, priced, franker)],
  ['A total of usd hides', job(parsed, priced, mute), job(parsed, mute)],
  ['It has no destination', writing(), writing(slack)],
  ['Two destinations are named "slack"', writing(slack, again), writing(slack, mail)],
  ['Two destinations are named "slack"', writing(slack, again), but({ destinations: [print(), print()] })],
  [
    'Two destinations write the keys "{symbol}"',
    writing(cached, counted),
    writing(cached, other, byFunction, byFunction),
  ],
  ['view("rows") keeps rows, and there is no', kept(parsed), kept(parsed, window)],
  ['view("rows") keeps the window\'s rows as they are: map', kept(parsed, window, same), kept(parsed, same, window)],
  ['Rows of an endless log are merged over its', live(parsed, window), job(parsed, window)],
  ['Rows of an endless log are merged over its', telling, kept(parsed, window)],
];

judge(cases);

test('all that is wrong is told, not only what is found first', () => {
  const found = check({ ...live(window), name: 'X', destinations: [] });
  expect(found.map((sentence) => sentence.split(' ', 2).join(' '))).toEqual(['The name', 'Nothing tells', 'It has']);
});
