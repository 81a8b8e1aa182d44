import type { LogRecord } from '../core/record.ts';
import { minutes, seconds } from '../core/time.ts';
import { createMarket } from '../exchange/simulator/market.ts';
import type { TickEvent, TradePayload } from '../market/events.ts';
import { DOLLAR } from '../market/pairs.ts';
import { random } from './random.ts';

const START = Date.UTC(2026, 0, 5, 12);
/** How often a trade comes late, and by how many others; the longest waits for behind its window. */
const LATE = 0.04;
const BEHIND: readonly [number, number] = [1, 120];
/** How often a record comes twice, and how often one is torn. */
const TWICE = 0.02;
const TORN = 0.006;

/**
 * A log for who names none: four minutes of the simulated market with the producer's ticks, and with what real logs
 * have beside: stragglers, repetitions, rubbish. About a thousand records, the same ones each time.
 */
export function defaultLog(): readonly LogRecord[] {
  const chance = random(4);
  const sent: string[] = [];
  const held: { at: number; text: string }[] = [];
  for (const event of withTicks(createMarket({ seed: 4, start: START, rate: 4 }).until(START + minutes(4)))) {
    const text = JSON.stringify(event);
    if (event.e === 'trade' && chance.chance(LATE)) held.push({ at: sent.length + chance.integer(...BEHIND), text });
    else sent.push(text);
    if (chance.chance(TWICE)) sent.push(chance.pick(sent));
    if (chance.chance(TORN)) sent.push(text.slice(0, chance.integer(1, text.length - 1)), '');
    for (const late of held.filter(({ at }) => at <= sent.length)) {
      sent.push(late.text);
      held.splice(held.indexOf(late), 1);
    }
  }
  return [...sent, ...held.map(({ text }) => text)].map((text) => ({ data: new TextEncoder().encode(text) }));
}

/** As the producer puts them, a few seconds apart. */
function* withTicks(trades: readonly TradePayload[]): Generator<TradePayload | TickEvent> {
  const prices: { [asset: string]: string } = { [DOLLAR]: '1' };
  let next = START;
  for (const trade of trades) {
    yield trade;
    if (trade.s.endsWith(DOLLAR)) prices[trade.s.slice(0, -DOLLAR.length)] = trade.p;
    if (trade.T < next) continue;
    next = trade.T + seconds(5);
    yield { e: 'tick', E: trade.T, prices: { ...prices } };
  }
}
