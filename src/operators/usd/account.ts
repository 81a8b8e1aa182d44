import type { Account, OperatorSpec } from '../../core/operator.ts';
import { type Prices, RUN } from '../../core/prices.ts';
import type { State } from '../../core/state.ts';
import { type Duration, iso, type Millis } from '../../core/time.ts';
import { DOLLAR } from '../../market/pairs.ts';
import { splitSymbol } from '../../market/symbol.ts';

export interface Spans {
  readonly settle: Duration;
  readonly maxAge: Duration;
  readonly late: Duration;
}

type Row = Parameters<NonNullable<OperatorSpec['account']>>[1];

/**
 * Which prices a row's trades were valued at: for each asset that its key is quoted in the tick that held at the start
 * of the window and the one that held at its end, each with its age then, in ms, and how many came between.
 */
export const accountOf =
  (kind: 'ticks' | 'trades' | 'run', spans: Spans): ((state: State, row: Row) => Account) =>
  (state, row) => {
    const { quote } = splitSymbol(row.key);
    if (quote === DOLLAR) return { rows: [], notes: [`${DOLLAR} is one dollar: no price was needed`] };
    if (kind === 'ticks') return ofTicks(state, row, quote, spans);
    const cells = [...state.cells<number | Prices>('usd')];
    if (kind === 'run') {
      const all = cells.find(([name]) => name === RUN)?.[1] ?? {};
      const prices = Object.entries(all).filter(([asset]) => quote === '' || asset === quote);
      return { rows: prices.map(([asset, price]) => ({ asset, price })), notes: ['these are the prices of the run'] };
    }
    const last = cells.filter(([asset]) => quote === '' || asset === quote);
    const notes = ['of the prices that trades tell the last one is kept, not those of this window'];
    return { rows: last.map(([asset, price]) => ({ asset, price })), notes };
  };

interface Told {
  readonly time: Millis;
  readonly prices: Prices;
}

function ofTicks(state: State, row: Row, quote: string, { settle, maxAge, late }: Spans): Account {
  const ticks = [...state.cells<Prices>('usd')].map(([time, prices]): Told => ({ time: Number(time), prices }));
  const horizon = (ticks.at(-1)?.time ?? 0) - settle - maxAge - late;
  const assets = quote === '' ? [...new Set(ticks.flatMap(({ prices }) => Object.keys(prices)))].sort() : [quote];
  const notes: string[] = [];
  if (quote === '') notes.push(`${row.key} is no symbol of a known quote: these are the prices of all assets`);
  if (row.start - settle < horizon) {
    notes.push(`ticks from before ${iso(horizon)} are not kept any more, and this window may have used some`);
  }
  const rows = assets.flatMap((asset) => {
    const told = ticks.filter(({ prices }) => prices[asset] !== undefined);
    const held = [
      { at: 'start', moment: row.start },
      { at: 'end', moment: row.end - 1 },
    ].map(({ at, moment }) => ({ asset, at, ...priceAt(told, asset, moment, { settle, maxAge }) }));
    const used = told.filter(({ time }) => time > row.start - settle && time <= row.end - 1 - settle).length;
    return held.map((one) => ({ ...one, ticks: used }));
  });
  if (rows.some(({ price }) => price === null)) notes.push(`no price: none was told within ${maxAge + settle} ms`);
  return { rows, notes };
}

/** As a trade of that moment is valued: by the last tick that is at least `settle` older. */
function priceAt(told: readonly Told[], asset: string, moment: Millis, { settle, maxAge }: Omit<Spans, 'late'>) {
  const tick = told.findLast(({ time }) => time <= moment - settle && time >= moment - settle - maxAge);
  return tick
    ? { price: tick.prices[asset] ?? null, time: tick.time, age: moment - tick.time }
    : { price: null, time: null, age: null };
}
