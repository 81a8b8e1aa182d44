import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import type { LogRecord } from '../core/record.ts';
import { LineFile } from '../logs/file/line-file.ts';
import { OpenFile } from '../logs/file/open-file.ts';
import { isKinesis } from '../logs/kinesis/address.ts';
import { logFile, pathOf } from '../logs/log.ts';
import { example } from './example.ts';
import { lastLines } from './last-lines.ts';
import { numberIn, wholeIn } from './number-option.ts';
import { print, printRows, say } from './output.ts';
import { recordRow } from './record-row.ts';
import { sessionOf } from './session.ts';
import { Control } from './stream/control.ts';
import { type PeekOptions, peekStream } from './stream/peek.ts';

export function peekCommand(program: Command): void {
  program
    .command('peek')
    .summary('Show records of a log.')
    .description(
      'Show records of a log: of a file (the newest, where it is rotated) the last ones, or the first; of a stream ' +
        'the oldest that it still holds, those since a time, or those that come from now on.',
    )
    .argument('<log>', 'its name, file:PATH, a path, or kinesis://REGION/STREAM')
    .option('-n <number>', 'how many', wholeIn(1, 1e6), 25)
    .option(
      '--from <where>',
      'of a file: start or end (default: end); of a stream: trim-horizon, latest or a time (default: trim-horizon)',
    )
    .option('--shard <id>', 'of a stream: this shard alone')
    .option(
      '--within <seconds>',
      'of a stream: how long to wait for more (default: 30 from latest, else not at all)',
      numberIn(0.1, 86_400),
    )
    .option('--json', 'the lines as they stand in the log')
    .addHelpText(
      'after',
      example(
        'millrace peek crypto -n 25',
        'millrace peek file:./data/crypto.ndjson --from start',
        'millrace peek kinesis://eu-west-1/crypto -n 25 --from latest',
        'millrace peek kinesis://eu-west-1/crypto --from 2026-01-05T12:00:00Z --json',
      ),
    )
    .action(async (log: string, options: PeekOptions, command: Command) => {
      const session = sessionOf(command);
      const isName = /^[a-zA-Z0-9][\w.-]*$/.test(log) && !existsSync(log);
      if (isKinesis(log) || (isName && isKinesis(session.logUrl))) {
        await Control.of(log, command, (control) => peekStream(control, options, session));
      } else await peek(isName ? logFile(session.logUrl, log) : pathOf(log), options);
    });
}

async function peek(path: string, { n, from = 'end', json, ...others }: PeekOptions): Promise<void> {
  if (from !== 'start' && from !== 'end') throw refused(`--from is ${from}`, '--from start or --from end');
  if (others.shard !== undefined) throw refused('--shard names a part of a stream', 'leave it out');
  if (others.within !== undefined) throw refused('--within waits for what a stream brings', 'leave it out');
  const file = await OpenFile.open(path);
  if (!file) throw new PipelineError('MISSING', `There is no log ${path}.`);
  const records = from === 'start' ? await firstRecords(file, n) : await lastRecords(file, n);
  await file.close();
  if (records.length === 0) say(`${path} holds no records`);
  if (json) for (const { data } of records) await print(Buffer.concat([data, NEWLINE]));
  else await printRows(records.map(recordRow), {});
}

const refused = (got: string, wanted: string): PipelineError =>
  new PipelineError('CONFIG', `${got}, and the log is a file. Wanted: ${wanted}.`);

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
  while (!lines.finished) yield (await lines.next(Number.POSITIVE_INFINITY))?.lines.records() ?? [];
}
