// Two scans over a file, one behind the other, told to people and to a log; with the dollars of the file's own trades.
import {
  dedupe,
  file,
  filter,
  log,
  type Messages,
  minutes,
  parse,
  pipeline,
  scan,
  trade,
  usd,
} from '../../../src/index.ts';

interface Highest {
  readonly symbol: string;
  readonly trades: number;
  readonly worth: number;
}

const people: Messages<Highest> = {
  kind: 'messages',
  name: 'people',
  compose: (all) => all.map(({ symbol, worth }) => `${symbol} ${worth}`),
  deliver: async () => {},
};

export default pipeline('two-scans')
  .from(file('crypto.ndjson'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    usd({ from: 'trades' }),
    scan(
      { key: 'symbol', zero: () => ({ trades: 0, symbol: '', worth: 0 }) },
      ({ trades }, { symbol, usd: worth }) => ({
        trades: trades + 1,
        symbol,
        worth: worth ?? 0,
      }),
    ),
    scan(
      { key: 'symbol', name: 'highest', zero: (): Highest => ({ symbol: '', trades: 0, worth: 0 }) },
      (highest, one) => (one.worth > highest.worth ? one : { ...highest, trades: one.trades }),
    ),
    filter(({ trades }) => trades % 5 === 0),
  )
  .to(people, log('highest'));
