import { expect, test } from 'vitest';
import hourlyChange from '../../pipelines/hourly-change.ts';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import usdTreemap from '../../pipelines/usd-treemap.ts';
import { changes, hours, minutes } from '../../src/index.ts';
import { drive } from '../../src/testing.ts';
import { fixtureLines } from './fixture-lines.ts';

test('rows of another pipeline: drive that one, and give its rows to the job', async () => {
  const { rows } = await drive(usdPerMinute, fixtureLines, { batch: 100 });
  const { messages, pictures } = await drive(usdTreemap, rows, { batch: 1_000 });
  expect(messages).toEqual({
    'slack #bots-final-project': [
      '2,131 transactions worth $2,051,666, 2 of which have no price',
      'Trades and their value',
    ],
  });
  expect(Object.values(pictures).flat()).toHaveLength(2);
});

test('a poll: the items are what its question answers, and the exchange is not asked', async () => {
  const candles = Array.from({ length: 61 }, (_, minute) => {
    const openTime = minutes(minute);
    return { symbol: 'BTCUSDT', openTime, closeTime: openTime + minutes(1) - 1, close: minute < 60 ? '4000' : '4201' };
  });
  const { messages } = await drive(hourlyChange, changes(candles, hours(1)));
  expect(messages).toEqual({
    'slack #ba-de3-2018-bots': ['uh ... oh... BTC price: 4201, +201 (+5.03 %) within 1 h'],
  });
});
