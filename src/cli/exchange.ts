import type { Command } from 'commander';
import { misfortunes } from '../exchange/simulator/misfortunes.ts';
import { simulator } from '../exchange/simulator/simulator.ts';
import { example } from './example.ts';
import { numberIn, wholeIn } from './number-option.ts';
import { print } from './output.ts';
import { sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

interface Options {
  readonly port: number;
  readonly speed: number;
  readonly seed: number;
  readonly keep?: number;
  readonly faults?: number;
  readonly recording?: string;
}

export function exchangeCommand(program: Command): void {
  program
    .command('exchange')
    .summary('Start a simulated exchange.')
    .description("Start a simulated exchange on this machine that speaks Binance's protocol, until stopped.")
    .option('--port <port>', 'where it listens; 0: any free port', wholeIn(0, 65_535), 0)
    .option('--speed <times>', 'how many times faster than the clock its market runs', numberIn(0.001, 1_000), 1)
    .option('--seed <n>', 'same seed, same market', wholeIn(0, 2 ** 32 - 1), 1)
    .option('--recording <file>', 'play the trades of a file of JSON lines, from the first subscription on')
    .option('--keep <trades>', 'how many of each pair REST can still tell; left out: 10,000', wholeIn(1, 1_000_000))
    .option('--faults <seed>', 'now and then something goes wrong; same seed, same faults', wholeIn(0, 2 ** 32 - 1))
    .addHelpText(
      'after',
      example('millrace exchange --port 9443', 'BINANCE_WS=ws://127.0.0.1:9443 millrace run produce'),
    )
    .action(async (options: Options, command: Command) => {
      const { clock, logger } = sessionOf(command);
      const stop = stopSignal(logger);
      const exchange = await simulator({ ...options, clock, start: clock.now() });
      const { wsUrl, restUrl } = exchange;
      await print(`BINANCE_WS=${wsUrl}\nBINANCE_REST=${restUrl}\n`);
      logger.info({ try: `BINANCE_WS=${wsUrl} npx millrace run produce usd-per-minute` }, 'the exchange is open');
      const { faults: seed } = options;
      const tell = (fault: string) => logger.warn({ fault }, 'a fault begins');
      const fate = seed === undefined ? undefined : misfortunes(exchange, { seed, clock, tell }, stop);
      await until(stop);
      await fate;
      await exchange.close();
    });
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())));
