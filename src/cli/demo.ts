import { join } from 'node:path';
import type { Command } from 'commander';
import { seconds } from '../core/time.ts';
import { grouped } from '../core/words.ts';
import { openStore, shownStore } from '../store/open-store.ts';
import { type Counts, reckoning, rejectedText } from '../views/reckoning.ts';
import { dashboardBeside } from './dashboard-beside.ts';
import { demoFolder } from './demo-folder.ts';
import { Display } from './display.ts';
import { example } from './example.ts';
import { EXIT } from './failure.ts';
import { loggerOf } from './logger.ts';
import { numberIn, wholeIn } from './number-option.ts';
import { print } from './output.ts';
import { Screen } from './screen.ts';
import { refuseOthers, type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

interface Options {
  readonly seconds?: number;
  readonly speed: number;
  readonly seed: number;
  readonly data?: string;
  readonly port: number;
}

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .summary('Exchange, producer and consumer in one process, live.')
    .description(
      'A simulated exchange, the pipelines produce, usd-per-minute and candles, and what they find, live, in the ' +
        'terminal and in the browser: all in this process.',
    )
    .option('--seconds <n>', 'stop after so long; left out: when told to', numberIn(0.1, 1_000_000))
    .option('--speed <times>', 'how many times faster than the clock the market runs', numberIn(0.001, 1_000), 1)
    .option('--seed <n>', 'same seed, same market', wholeIn(0, 2 ** 32 - 1), 1)
    .option('--data <folder>', 'a new folder for log and store; left out: one among the temporary files')
    .option('--port <port>', 'where the dashboard is; taken: any that is free', wholeIn(0, 65_535), 8080)
    .addHelpText('after', example('millrace demo', 'millrace demo --seconds 20 --speed 60'))
    .action(async (options: Options, command: Command) => {
      refuseOthers(command);
      await demo(options, sessionOf(command));
    });
}

async function demo(options: Options, session: Session): Promise<void> {
  const { clock, level } = session;
  const folder = await demoFolder(options.data);
  const storeUrl = `sqlite:${join(folder, 'millrace.db')}`;
  const { simulator } = await import('../exchange/simulator/simulator.ts');
  const exchange = await simulator({ clock, start: clock.now(), seed: options.seed, speed: options.speed });
  const store = await openStore(storeUrl, session);
  const screen = process.stdout.isTTY ? new Screen(process.stdout) : undefined;
  const logger = screen && process.stderr.isTTY ? loggerOf(level, (line) => screen.above(line)) : session.logger;
  const stop = stopSignal(logger);
  logger.info({ folder }, 'log and store are here');

  const { Mill } = await import('./mill.ts');
  const mill = new Mill(exchange, store, { ...session, storeUrl, logUrl: `file:${folder}`, logger });
  const { pipelines } = mill;
  const redact = (text: string) => session.secrets.redact(text);
  const given = { store, storeName: shownStore(storeUrl), clock, logger, redact, pipelines, unloaded: [] };
  const served = await dashboardBeside(given, options.port);
  logger.info({ url: served.url }, 'the dashboard is here');
  const display = new Display({ mill, exchange, store, clock, screen, speed: options.speed, url: served.url });
  const span = options.seconds === undefined ? undefined : seconds(options.seconds);
  await display.show(AbortSignal.any([stop, mill.failed]), span);
  const { scope, missed } = await mill.finish();
  await display.update();
  screen?.close();

  await conclude(await store.counts(scope), missed, display.closed.trades);
  await print(`Its rows: npx millrace rows ${mill.pipeline.name} --store ${storeUrl}\n`);
  await print(`Log and store stay in ${folder}\n`);
  await served.close();
  await store.close();
  await exchange.close();
}

/** The books of the demo: every event of the log is accounted for, or it is a bug. */
async function conclude(counts: Counts, missed: number, closed: number): Promise<void> {
  const all = reckoning(counts);
  const equation =
    `${grouped(all.received)} received = ${grouped(all.folded)} folded + ${grouped(all.duplicates)} duplicates + ` +
    rejectedText(all);
  await print(`${equation}${all.holds ? '' : ': DOES NOT HOLD'}\n`);
  await print(`${grouped(closed)} of them in minutes that are closed, ${grouped(all.folded - closed)} in open ones\n`);
  if (missed > 0)
    await print(`${grouped(missed)} trades were never received: the market was too fast for this machine\n`);
  if (!all.holds) process.exitCode = EXIT.bug;
}
