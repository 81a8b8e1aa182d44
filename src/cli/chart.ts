import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Chart } from '../core/chart.ts';
import { type Duration, days, hours, minutes, seconds } from '../core/time.ts';
import { type ChartType, FORMATS, type NumberFormat, TYPES } from '../core/view-chart.ts';
import { drawn } from '../views/drawn.ts';
import { type KeptView, timeOf } from '../views/kept-view.ts';
import { seen } from '../views/seen.ts';
import { example } from './example.ts';
import { lastBefore, WHEN, type When, whenOf } from './instant.ts';
import { openView } from './kept-view.ts';
import { wholeIn } from './number-option.ts';
import { drawInto, drawOut, type PictureFile, pictureFile } from './picture.ts';
import { type Session, sessionOf } from './session.ts';
import { rangeOf, taken } from './view-range.ts';

interface Options {
  readonly from?: When;
  readonly to?: When;
  readonly key?: string;
  readonly last?: Duration;
  readonly at?: When;
  readonly type: ChartType;
  readonly field: readonly string[];
  readonly group: 'key' | 'none';
  readonly format?: NumberFormat;
  readonly title?: string;
  readonly top?: number;
  readonly logAxes?: true;
  readonly output?: PictureFile;
  readonly pipeline?: string;
}

export function chartCommand(program: Command): void {
  program
    .command('chart')
    .summary('Draw the rows of a view as a chart.')
    .description('Draw the rows of a view as a chart, PNG or SVG: as they are now, or as they were at an instant.')
    .argument('<view>', 'its name')
    .addOption(new Option('--type <type>', 'what is drawn').choices(TYPES).makeOptionMandatory())
    .option('--field <name>', 'of which number, such as value or price.close; of a scatter twice', also, [])
    .addOption(new Option('--group <by>', 'one bar, cell, line … for each key, or none').choices(GROUPS).default('key'))
    .option('--from <time>', `of windows that start then or later: ${WHEN}`, whenOf)
    .option('--to <time>', 'of windows that start before then', whenOf)
    .addOption(new Option('--last <span>', 'of windows that end within so long, such as 15m, 1h or 2d').argParser(span))
    .option('--key <key>', 'of one key only, such as BTCUSDT')
    .option('--at <time>', 'as the view was then: of the rows that were final', whenOf)
    .addOption(new Option('--format <format>', 'how numbers are written').choices(FORMATS))
    .option('--top <n>', 'how many cells of a treemap are marked', wholeIn(0, 1_000))
    .option('--log-axes', 'axes of a scatter in powers of ten')
    .option('--title <text>', 'what stands above it')
    .option('-o, --output <file>', 'a .png or .svg; left out: PNG to stdout, where that is no terminal', pictureFile)
    .option('--pipeline <path>', 'the file of the pipeline that keeps it; left out: looked up by its name')
    .addHelpText('after', HELP)
    .action(async (view: string, options: Options, command: Command) => {
      if (options.last !== undefined && options.from) command.error('error: --last goes without --from');
      for (const [option, type] of OWN) {
        if (options[option] === undefined || options.type === type) continue;
        command.error(`error: --${option === 'top' ? 'top' : 'log-axes'} goes with --type ${type}`);
      }
      if (!options.output && process.stdout.isTTY) command.error('error: stdout is a terminal: name a file, -o x.png');
      const session = sessionOf(command);
      const kept = await openView(view, options.pipeline, session);
      const chart = await chartOf(view, kept, options, session);
      await kept.store.close();
      await (options.output ? drawInto(options.output, chart, session.logger) : drawOut(chart, session.logger));
    });
}

/** Options of one type of chart alone. */
const OWN = [
  ['top', 'treemap'],
  ['logAxes', 'scatter'],
] as const;
const GROUPS = ['key', 'none'];
const also = (field: string, before: readonly string[]): readonly string[] => [...before, field];

const UNITS = { s: seconds(1), m: minutes(1), min: minutes(1), h: hours(1), d: days(1) } as const;

function span(text: string): number {
  const [, count, unit] = /^(\d{1,6})(s|m|min|h|d)$/.exec(text) ?? [];
  if (count !== undefined && Number(count) > 0) return Number(count) * UNITS[unit as keyof typeof UNITS];
  throw new InvalidArgumentError('Wanted a span such as 90s, 15m, 1h or 2d.');
}

const HELP = `
Bars, cells and points are of all windows that are asked for, folded into one for each key: a sum is the sum of all, a
mean the mean of all. Lines, columns and candles have one place for each window. What cannot be added up, such as a mean
or a candle, is not drawn as parts of a whole, and not of several keys together.
Times are UTC unless they name a zone. A chart --at an instant is the same, byte for byte, each time that it is drawn.
${example(
  'millrace chart usd-per-minute --type treemap --field value --group key -o value.png',
  'millrace chart usd-per-minute --type line --field value --key BTCUSDT --last 1h -o btc.svg',
  'millrace chart candles --type candlestick --field price --key BTCUSDT --from 12:00 --to 13:00 -o noon.png',
  'millrace chart usd-per-minute --type bar --field value --last 1h --at 2026-11-24T10:00Z -o ten.png',
)}`;

async function chartOf(view: string, kept: KeptView, options: Options, session: Session): Promise<Chart> {
  const { field, last, logAxes: log, ...wanted } = options;
  const now = await timeOf(kept, session.clock);
  const at = options.at && taken(options.at, lastBefore(options.at, now));
  const all = await seen(view, kept, { range: rangeOf(options, at ?? now), last, at, now });
  return drawn(view, kept, all, { ...wanted, field, ...(log && { log }) });
}
