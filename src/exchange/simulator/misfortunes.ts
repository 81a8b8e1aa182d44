import { type Clock, type Duration, seconds } from '../../core/time.ts';
import { createRandom } from './random.ts';
import type { Simulator } from './simulator.ts';

export interface MisfortunesOptions {
  readonly seed: number;
  readonly clock: Clock;
  /** Is told each fault when it begins, and when it ends: a symbol that is delisted is so for ever. */
  readonly tell: (fault: string, phase: 'begins' | 'ends') => void;
}

interface Misfortune {
  readonly name: string;
  begin(): void;
}

/** How long all is well before the next fault, and how long one lasts: up to so long, and at least a third of it. */
const WELL: Duration = seconds(90);
const LASTS: Duration = seconds(60);
const LEAD: Duration = seconds(10);
const SLOW: Duration = seconds(15);
const LOST_SHARE = 0.01;

/**
 * Faults, one after the other, until `signal` is aborted: which, when and how long follows from the seed alone, by the
 * clock. One symbol at most is delisted, for ever.
 */
export async function misfortunes(
  exchange: Simulator,
  { seed, clock, tell }: MisfortunesOptions,
  signal: AbortSignal,
): Promise<void> {
  const random = createRandom(seed);
  const span = (most: Duration): Duration => most * (1 / 3 + (2 / 3) * random());
  let delisted = false;
  while (!signal.aborted) {
    await clock.sleep(span(WELL), signal);
    const symbol = pick(exchange.symbols(), random);
    const lasts = span(LASTS);
    const { name, begin } = pick([...passing(exchange, symbol), ...(delisted ? [] : [end(exchange, symbol)])], random);
    if (signal.aborted) return;
    tell(name, 'begins');
    begin();
    await clock.sleep(lasts, signal);
    exchange.heal();
    if (name.startsWith('delisted')) {
      delisted = true;
      exchange.delist(symbol);
    } else tell(name, 'ends');
  }
}

const passing = (exchange: Simulator, symbol: string): readonly Misfortune[] => [
  { name: 'all connections are cut', begin: () => exchange.cut() },
  { name: 'the server shuts down', begin: () => void exchange.shutDown(LEAD) },
  { name: 'trades are lost on the way', begin: () => exchange.drop(LOST_SHARE) },
  { name: `silent: ${symbol}`, begin: () => exchange.silence(symbol) },
  { name: 'REST fails', begin: () => exchange.setRest({ is: 'failing', status: 503 }) },
  { name: 'REST cuts connections', begin: () => exchange.setRest({ is: 'cut' }) },
  { name: 'REST loses answers', begin: () => exchange.setRest({ is: 'losing' }) },
  { name: 'REST is slow', begin: () => exchange.setRest({ is: 'slow', by: SLOW }) },
];

const end = (exchange: Simulator, symbol: string): Misfortune => ({
  name: `delisted: ${symbol}`,
  begin: () => exchange.halt(symbol, 'BREAK'),
});

function pick<T>(from: readonly T[], random: () => number): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}
