import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { PipelineError } from '../core/errors.ts';
import type { LogRecord } from '../core/record.ts';
import { LineFile } from '../logs/file/line-file.ts';
import { OpenFile } from '../logs/file/open-file.ts';
import { logFile, pathOf } from '../logs/log.ts';
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
    .description('Show records of a log: the last ones, or the first; of one that is rotated, of its newest file.')
    .argument('<log>', 'its name, file:PATH, or a path')
    .option('-n <number>', 'how many', wholeIn(1, 1e6), 25)
    .addOption(new Option('--from <which>', 'the first ones or the last ones').choices(['start', 'end']).default('end'))
    .option('--json', 'the lines as they stand in the log')
    .addHelpText('after', example('millrace peek crypto -n 25', 'millrace peek file:./data/crypto.ndjson --from start'))
    .action(async (log: string, options: Options, command: Command) => {
      const isName = /^[a-zA-Z0-9][\w.-]*$/.test(log) && !existsSync(log);
      await peek(isName ? logFile(sessionOf(command).logUrl, log) : pathOf(log), options);
    });
}

async function peek(path: string, { n, from, json }: Options): Promise<void> {
  const file = await OpenFile.open(path);
  if (!file) throw new PipelineError('MISSING', `There is no log ${path}.`);
  const records = from === 'start' ? await firstRecords(file, n) : await lastRecords(file, n);
  await file.close();
  if (json) for (const { data } of records) await print(Buffer.concat([data, NEWLINE]));
  else await printRows(records.map(recordRow), {});
}

const NEWLINE = Buffer.from('\n');

async function firstRecords(file: OpenFile, n: number): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  for await (const records of recordsOf(file, 0)) {
    found.push(...records.slice(0, n - found.length));
    if (found.length === n) break;
  }
  return found;
}

async function lastRecords(file: OpenFile, n: number): Promise<LogRecord[]> {
  let found: LogRecord[] = [];
  for await (const records of recordsOf(file, await lastLines(file, n))) found = found.concat(records).slice(-n);
  return found;
}

/** The records from `offset` on, up to the end that the file has now, read by read. */
async function* recordsOf(file: OpenFile, offset: number): AsyncGenerator<readonly LogRecord[]> {
  const lines = new LineFile(file, offset);
  await lines.finish();
  while (!lines.finished) yield (await lines.next(Number.POSITIVE_INFINITY))?.records ?? [];
}
