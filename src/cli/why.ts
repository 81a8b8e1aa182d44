import type { Command } from 'commander';
import { windowIn } from '../core/pipeline.ts';
import { type Clock, type Duration, days, type Millis } from '../core/time.ts';
import { why } from '../runtime/why.ts';
import { type KeptView, timeOf } from '../views/kept-view.ts';
import { example } from './example.ts';
import { lastBefore, takenAs, WHEN, type When, whenOf } from './instant.ts';
import { openView } from './kept-view.ts';
import { print, say } from './output.ts';
import { sessionOf } from './session.ts';
import { whyText } from './why-text.ts';

interface Options {
  readonly json?: true;
  readonly pipeline?: string;
}

export function whyCommand(program: Command): void {
  program
    .command('why')
    .summary('Say what is behind one row of a view, or why it is not there or not final.')
    .description(
      'Say what is behind one row of a view: the partitions with their parts of it, positions and watermarks, what ' +
        'was set aside, the prices that were used; which partition holds an open window back; why a row is not there.',
    )
    .argument('<view>', 'its name')
    .argument('<key>', 'such as BTCUSDT')
    .argument('<window>', `its start, or a moment in it: ${WHEN}`, whenOf)
    .option('--json', 'as one line of JSON; amounts are exact decimal strings')
    .option('--pipeline <path>', 'the file of the pipeline that keeps it; left out: looked up by its name')
    .addHelpText('after', HELP)
    .action(async (view: string, key: string, window: When, options: Options, command: Command) => {
      const session = sessionOf(command);
      const kept = await openView(view, options.pipeline, session);
      const at = await momentOf(window, key, kept, session.clock);
      const told = await why(kept.store, kept.scope, kept.pipeline, key, at);
      await print(options.json ? `${JSON.stringify({ view, key, ...told })}\n` : whyText(view, told));
      await kept.store.close();
    });
}

const HELP = `
Times are UTC unless they name a zone. 12:00 is the last one that the view's own time has passed.
${example('millrace why usd-per-minute BTCUSDT 12:01', 'millrace why usd-per-minute ETHBTC 2024-08-08T12:01Z --json')}`;

/** How many days are looked at for windows that a time of day may have meant as well. */
const DAYS = 7;

/** The moment that is asked for; which one that is, where it may be another, is said on stderr. */
async function momentOf(when: When, key: string, kept: KeptView, clock: Clock): Promise<Millis> {
  const { size } = windowIn(kept.pipeline);
  const at = lastBefore(when, await timeOf(kept, clock));
  const text = takenAs(when, at);
  if (text === undefined || !Number.isFinite(size)) return at;
  const others = when.as === 'time of day' ? await sameTime(kept, key, at, size) : [];
  const also = others.map((start) => new Date(start).toISOString().slice(0, 10)).join(', ');
  say(also === '' ? text : `${text}; the view has that window of ${key} on ${also}, too`);
  return at;
}

/** The starts of the same window on the days before, newest first. */
async function sameTime({ store, scope }: KeptView, key: string, at: Millis, size: Duration): Promise<Millis[]> {
  const found: Millis[] = [];
  for (let day = 1; day <= DAYS; day++) {
    const start = Math.floor((at - day * days(1)) / size) * size;
    for await (const row of store.rows(scope, { from: start, to: start + 1, key })) {
      found.push(row.start);
      break;
    }
  }
  return found;
}
