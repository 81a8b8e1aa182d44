import { type Command, Option } from 'commander';
import { PipelineError } from '../core/errors.ts';
import type { LogRecord } from '../core/record.ts';
import { LineFile } from '../logs/file/line-file.ts';
import { OpenFile } from '../logs/file/open-file.ts';
import { logFile } from '../logs/log.ts';
import { example } from './example.ts';
import { lastLines } from './last-lines.ts';
import { wholeIn } from './number-option.ts';
import { print, printRows } from './output.ts';
import { recordRow } from './record-row.ts';
import { sessionOf } from './session.ts';

interface Options {
  readonly n: number;
  readonly from: 'start' | 'end';
  readonly json?: true;
}

export function peekCommand(program: Command): void {
  program
    .command('peek')
    .description('Show records of a log: the last ones, or the first.')
    .argument('<log>', 'its name, file:PATH, or a path')
    .option('-n <number>', 'how many', wholeIn(1, 1e9), 25)
    .addOption(new Option('--from <which>', 'the first ones or the last ones').choices(['start', 'end']).default('end'))
    .option('--json', 'the lines as they stand in the log')
    .addHelpText('after', example('millrace peek crypto -n 25', 'millrace peek file:./data/crypto.ndjson --from start'))
    .action(async (log: string, options: Options, command: Command) => {
      await peek(isName(log) ? logFile(sessionOf(command).logUrl, log) : withoutScheme(log), options);
    });
}

async function peek(path: string, { n, from, json }: Options): Promise<void> {
  const file = await OpenFile.open(path);
  if (!file) throw new PipelineError('MISSING', `There is no log ${path}.`);
  const records = recordsOf(file, from === 'start' ? 0 : await lastLines(file, n), n);
  if (json) for await (const { data } of records) await print(Buffer.concat([data, NEWLINE]));
  else await printRows(rowsOf(records), {});
  await file.close();
}

const isName = (log: string): boolean => /^[\w-]+$/.test(log);
const withoutScheme = (log: string): string => log.replace(/^file:(?:\/\/(?=\/))?/, '');
const NEWLINE = Buffer.from('\n');

/** At most `most` records from `offset` on, up to the end that the file has now. */
async function* recordsOf(file: OpenFile, offset: number, most: number): AsyncGenerator<LogRecord> {
  const lines = new LineFile(file, offset);
  await lines.finish();
  for (let left = most; left > 0 && !lines.finished; ) {
    const { records = [] } = (await lines.next(left)) ?? {};
    left -= records.length;
    yield* records;
  }
}

async function* rowsOf(records: AsyncIterable<LogRecord>): AsyncGenerator<object> {
  for await (const record of records) yield recordRow(record);
}
