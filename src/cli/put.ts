import type { Command } from 'commander';
import { messageOf, PipelineError } from '../core/errors.ts';
import type { LogRecord } from '../core/record.ts';
import type { Output, Writer } from '../core/sink.ts';
import { counted } from '../core/words.ts';
import { type Entry, entryOf } from '../logs/kinesis/entry.ts';
import { kinesis } from '../logs/kinesis/kinesis.ts';
import { RECORD_MAX } from '../logs/kinesis/write-options.ts';
import { example } from './example.ts';
import { EXIT } from './failure.ts';
import { printRows, say } from './output.ts';
import { contextOf, type Session, sessionOf } from './session.ts';
import { StatusLine } from './status-line.ts';
import { stopSignal } from './stop.ts';
import { Control } from './stream/control.ts';
import { type KeyOf, keysBy } from './stream/keys.ts';
import { type LineIn, linesIn } from './stream/lines-in.ts';
import { Tally } from './stream/tally.ts';

/** Records that are written at once. */
const BATCH = 5_000;
/** Lines that are told one by one; of others only how many there were. */
const TOLD_MAX = 10;

export function putCommand(program: Command): void {
  program
    .command('put')
    .summary('Put lines into a stream.')
    .description(
      'Put each line of stdin into a stream as a record. One that is too long, or has no key, is told and left out, ' +
        `and the command then exits with ${EXIT.failed}.`,
    )
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .option('--key <key>', 'partition key: random, hash (of the line), field:NAME, or constant:TEXT', 'random')
    .addHelpText(
      'after',
      example('millrace put crypto --key field:s < data/crypto.ndjson', 'echo hello | millrace put crypto'),
    )
    .action(async (named: string, { key }: { readonly key: string }, command: Command) => {
      const keyOf = keysBy(key);
      await Control.of(named, command, (control) => put(control, keyOf, sessionOf(command)));
    });
}

async function put(control: Control, keyOf: KeyOf, session: Session): Promise<void> {
  const { stream, ...place } = control.address;
  const { clock, logger } = session;
  const tally = new Tally(await control.shards());
  const stop = stopSignal(logger);
  const writer = await kinesis(stream, place).open(contextOf(session));
  const line = new StatusLine(clock);
  const began = clock.elapsed();
  let leftOut = 0;
  try {
    for await (const lines of linesIn(stdinUntil(stop), RECORD_MAX)) {
      const keyed = lines.map((one) => keyedOf(one, keyOf));
      for (const { number, problem } of keyed) {
        if (problem === undefined || ++leftOut > TOLD_MAX) continue;
        line.clear();
        say(`millrace: line ${number} is left out: ${problem}.`);
      }
      await write(writer, keyed, tally);
      line.update(() => `${stream}: ${counted(tally.records, 'record')}`);
    }
  } finally {
    line.clear();
    await writer.close();
  }
  await printRows(tally.lines, {});
  say(`${stream}: ${counted(tally.records, 'record')} in ${((clock.elapsed() - began) / 1_000).toFixed(1)} s`);
  if (leftOut === 0) return;
  const others = tally.records > 0 ? '; the others were put' : ', which is all there was';
  throw new PipelineError('LIMIT', `${counted(leftOut, 'line')} of stdin left out${others}.`);
}

/** What has come in when it is told to stop is put yet. */
async function* stdinUntil(stop: AbortSignal): AsyncGenerator<Buffer> {
  stop.addEventListener('abort', () => process.stdin.destroy());
  try {
    yield* process.stdin;
  } catch (thrown) {
    if (!stop.aborted) throw thrown;
  }
}

interface Keyed {
  readonly number: number;
  readonly problem?: string;
  readonly output?: Output<LogRecord>;
  readonly entry?: Entry;
}

function keyedOf({ number, length, data }: LineIn, keyOf: KeyOf): Keyed {
  if (data === undefined) return { number, problem: `it has ${length} bytes, wanted ${RECORD_MAX} at most` };
  const id = `stdin/${number}`;
  try {
    const bare = { id, value: { data } };
    const byContent = entryOf(bare, {});
    // A tick goes into each shard, and has nothing to be keyed by.
    const key = 'told' in byContent ? undefined : keyOf(data);
    const output = key === undefined ? bare : { id, value: { data, key } };
    const entry = key === undefined ? byContent : entryOf(output, {});
    return 'reason' in entry ? { number, problem: entry.detail } : { number, output, entry };
  } catch (thrown) {
    if (thrown instanceof PipelineError) return { number, problem: messageOf(thrown) };
    throw thrown;
  }
}

/** What is put is counted when it is safe. */
async function write(writer: Writer<unknown>, keyed: readonly Keyed[], tally: Tally): Promise<void> {
  const good = keyed.filter(({ output }) => output !== undefined);
  for (let from = 0; from < good.length; from += BATCH) {
    const batch = good.slice(from, from + BATCH);
    await writer.write(batch.flatMap(({ output }) => output ?? []));
    for (const { entry } of batch) if (entry) tally.add(entry);
  }
}
