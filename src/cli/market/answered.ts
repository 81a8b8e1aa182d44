import { type Command, Option } from 'commander';
import { type MarketClient, marketClient } from '../../exchange/client.ts';
import { type Format, printRows, say } from '../output.ts';
import { sessionOf } from '../session.ts';

/** A command that shows what the exchange answers. */
export const question = (market: Command, name: string, description: string): Command =>
  market
    .command(name)
    .description(description)
    .option('--json', 'as JSON, one row a line, times in ms')
    .addOption(new Option('--csv', 'as CSV by RFC 4180, with a header').conflicts('json'))
    .addOption(new Option('--table', 'as a table; this is the default').conflicts(['json', 'csv']));

/** Asks the exchange that the environment names, and prints its answer, if there is one to print. */
export async function answered(
  command: Command,
  ask: (client: MarketClient) => Promise<object | readonly object[] | undefined>,
): Promise<void> {
  const answer = await ask(marketClient({ clock: sessionOf(command).clock }));
  if (answer === undefined) return;
  const { json, csv } = command.opts<Format>();
  const printed = await printRows(Array.isArray(answer) ? answer : [answer], { json, csv });
  if (printed === 0) say(`${command.name()}: the exchange answers that there are none`);
}

/** A symbol as it was typed: the exchange has capitals alone. */
export const symbolOf = (text: string): string => text.toUpperCase();
export const symbolsOf = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  symbolOf(text),
];

/** Whether whole answers are wanted, for programs, and not what people read. */
export const wantsJson = (command: Command): boolean => command.opts<Format>().json === true;
