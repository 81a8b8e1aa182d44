import { type Command, InvalidArgumentError } from 'commander';
import { LOOPBACK } from '../exchange/simulator/listen.ts';
import { example } from './example.ts';
import { numberIn, wholeIn } from './number-option.ts';
import { print } from './output.ts';
import { sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

type Balances = Readonly<Record<string, string>>;

interface Options {
  readonly host: string;
  readonly port: number;
  readonly speed: number;
  readonly seed: number;
  readonly keep?: number;
  readonly faults?: number;
  readonly recording?: string;
  readonly key?: string;
  readonly secret?: string;
  readonly balance?: Balances;
  readonly fee?: string;
}

/** Candles of a market that has just opened: a day to the minute, twenty to the hour, and more than two years. */
const PAST = { minutes: 1_500, hours: 480, days: 750 };
const ANEW =
  'Started again it is another market, with the same port and seed too: its ids begin anew. Let a producer begin\n' +
  'in a new folder then, by --log and --store; otherwise it tells the ids in between as lost.';

export function exchangeCommand(program: Command): void {
  program
    .command('exchange')
    .summary('Start a simulated exchange.')
    .description("Start a simulated exchange on this machine that speaks Binance's protocol, until stopped.")
    .option('--host <address>', 'where it listens; another one lets other machines in', LOOPBACK)
    .option('--port <port>', 'where it listens; 0: any free port', wholeIn(0, 65_535), 0)
    .option('--speed <times>', 'how many times faster than the clock its market runs', numberIn(0.001, 1_000), 1)
    .option('--seed <n>', 'same seed, same market', wholeIn(0, 2 ** 32 - 1), 1)
    .option(
      '--recording <file>',
      'play the trades of a file of JSON lines, such as a log, from the first subscription on',
    )
    .option('--keep <trades>', 'how many of each pair REST can still tell; left out: 10,000', wholeIn(1, 1_000_000))
    .option('--faults <seed>', 'now and then something goes wrong; same seed, same faults', wholeIn(0, 2 ** 32 - 1))
    .option('--key <key>', 'of its account of play money; left out: made from the seed, as the secret is')
    .option('--secret <secret>', 'signs the requests of that account')
    .option('--balance <asset=amount...>', 'what the account holds at first; left out: USDT=10000', balancesIn)
    .option('--fee <share>', 'what it pays of all that it receives; left out: 0.001')
    .addHelpText(
      'after',
      `\n${ANEW}\n${example(
        'millrace exchange --port 9443',
        'BINANCE_WS=ws://127.0.0.1:9443 BINANCE_REST=http://127.0.0.1:9443 millrace run produce',
        'millrace exchange --recording data/crypto.ndjson --speed 60 --balance USDT=1000 BTC=0.5',
      )}`,
    )
    .action(async (options: Options, command: Command) => {
      const { clock, logger } = sessionOf(command);
      const stop = stopSignal(logger);
      const { key, secret, balance: balances, fee } = options;
      const paper = { key, secret, balances, fee };
      const start = clock.now();
      const past = options.recording === undefined && { past: { ...PAST, until: start } };
      const { simulator } = await import('../exchange/simulator/simulator.ts');
      const exchange = await simulator({ ...options, paper, clock, start, ...past });
      const { wsUrl, restUrl, paper: owner } = exchange;
      await print(`BINANCE_WS=${wsUrl}\nBINANCE_REST=${restUrl}\n`);
      await print(`BINANCE_KEY=${owner.key}\nBINANCE_SECRET=${owner.secret}\n`);
      const env = `BINANCE_WS=${wsUrl} BINANCE_REST=${restUrl}`;
      logger.info({ try: `${env} npx millrace run produce usd-per-minute` }, 'the exchange is open');
      const { host } = options;
      if (host !== LOOPBACK) logger.warn({ host }, 'whoever reaches the port may trade on the account of play money');
      const { passedOver } = exchange;
      if (passedOver > 0) logger.info({ passedOver }, 'events of the recording that are no trades, or late ones');
      const { faults: seed } = options;
      const tell = (fault: string, phase: string) => logger.warn({ fault }, `a fault ${phase}`);
      const { misfortunes } = await import('../exchange/simulator/misfortunes.ts');
      const fate = seed === undefined ? undefined : misfortunes(exchange, { seed, clock, tell }, stop);
      await until(stop);
      await fate;
      await exchange.close();
    });
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));

/** Adds `BTC=0.5` to what was read before. */
function balancesIn(text: string, before: Balances = {}): Balances {
  const [, asset, amount] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (asset === undefined || amount === undefined) throw new InvalidArgumentError('Wanted such as BTC=0.5.');
  return { ...before, [asset]: amount };
}
