import { expect, test } from 'vitest';
import { headed } from '../../../src/dashboard/page/chart-card.ts';

test('a chart is headed by its title, or where that is but the name of its view by its own name', () => {
  const chart = { name: 'usd-by-symbol', view: 'usd-per-minute' };
  expect(headed({ ...chart, title: '$12 traded' })).toBe('$12 traded');
  expect(headed({ ...chart, title: 'usd-per-minute' })).toBe('usd-by-symbol');
});
