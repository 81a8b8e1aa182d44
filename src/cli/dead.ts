import { Argument, type Command, Option } from 'commander';
import { REASONS, type Reason } from '../core/batch.ts';
import { PipelineError } from '../core/errors.ts';
import { printable } from '../core/table.ts';
import { grouped } from '../core/words.ts';
import { isCalled, lettersOf } from '../runtime/dead-letters.ts';
import { openReader, shownStore } from '../store/open-store.ts';
import { DEAD_MAX, type DeadLetter, type StoreReader } from '../store/store.ts';
import { replayLetters } from './dead-replay.ts';
import { example } from './example.ts';
import { loadPipeline } from './load-pipeline.ts';
import { wholeIn } from './number-option.ts';
import { print, printRows, say } from './output.ts';
import { sessionOf } from './session.ts';

interface Options {
  readonly n: number;
  readonly json?: true;
  readonly reason?: Reason;
}

export function deadCommand(program: Command): void {
  program
    .command('dead')
    .summary('List, show or replay the records that a pipeline has set aside.')
    .description('Dead letters: the records that a pipeline has set aside, each with the reason and its raw bytes.')
    .argument('<pipeline>', 'name or path')
    .addArgument(new Argument('[what]', 'what to do').choices(['list', 'show', 'replay']).default('list'))
    .argument('[id]', 'or the number, of the one to show, or to replay alone')
    .option('-n <number>', 'how many to list in a table', wholeIn(1, 1e6), 25)
    .option('--json', 'the list as JSON, one letter a line, all of them')
    .addOption(new Option('--reason <reason>', 'only those set aside for this reason').choices(REASONS))
    .addHelpText('after', HELP)
    .action(async (name: string, what: string, id: string | undefined, options: Options, command: Command) => {
      if (what === 'list' && id !== undefined)
        command.error(`error: list takes no id; say show ${id}, or replay ${id}`);
      const session = sessionOf(command);
      if (what === 'replay') {
        const pipeline = await loadPipeline(name);
        const store = await openReader(session.storeUrl, session);
        await refuseUnknown(store, pipeline.name, session.storeUrl);
        await replayLetters(store, pipeline, session, { id, reason: options.reason });
        return store.close();
      }
      const store = await openReader(session.storeUrl, session).catch(async (thrown: unknown) => {
        // A name that nobody has is told before a store that is not there.
        await loadPipeline(name);
        throw thrown;
      });
      // What was run by a path is known by its name in the store, and nowhere else.
      const known = (await store.registered(name)) ? name : (await loadPipeline(name)).name;
      await refuseUnknown(store, known, session.storeUrl);
      if (what === 'show') await show(store, known, id);
      else await list(store, known, options);
      await store.close();
    });
}

async function refuseUnknown(store: StoreReader, pipeline: string, storeUrl: string): Promise<void> {
  if (await store.registered(pipeline)) return;
  throw new PipelineError('MISSING', `${shownStore(storeUrl)} knows nothing of ${pipeline}: it has not run there.`);
}

const HELP = `
  list     a table of the first ones, and how many there are
  show     the raw bytes of one on stdout, and what is known about it on stderr
  replay   appends their bytes to the pipeline's log as new records, and then removes them: after a crash in between
           some are in the log twice, which is what dedupe is for. Late, stale and oversize would be so again, and
           stay where they are unless --reason or an id names them; what was set aside behind dedupe has passed it,
           and stays: when the cause is mended, run --rebuild
${example(
  'millrace dead usd-per-minute',
  'millrace dead usd-per-minute show 12',
  'millrace dead usd-per-minute show crypto/2f.9c1e:118-44.1z/parse/0',
  'millrace dead usd-per-minute replay --reason unparsable',
)}`;

async function list(store: StoreReader, pipeline: string, { n, json, reason }: Options): Promise<void> {
  const letters = lettersOf(store, pipeline, reason);
  const gone = await store.forgottenLetters(pipeline);
  const forgotten = gone > 0 ? `; ${grouped(gone)} older ones are forgotten: it keeps ${grouped(DEAD_MAX)}` : '';
  if (json) {
    await printRows(whole(letters), { json });
    if (forgotten !== '') say(`${pipeline} has more${forgotten}`);
    return;
  }
  const shown: object[] = [];
  const counts = new Map<Reason, number>();
  for await (const letter of letters) {
    if (shown.length < n) shown.push(lineOf(letter));
    counts.set(letter.reason, (counts.get(letter.reason) ?? 0) + 1);
  }
  await printRows(shown, {});
  const all = [...counts].map(([why, count]) => `${grouped(count)} ${why}`).join(', ');
  say(`${pipeline} has ${counts.size > 0 ? all : `no dead letters${reason ? ` that are ${reason}` : ''}`}${forgotten}`);
}

const lineOf = ({ number, id, reason, operator, detail, data }: DeadLetter): object => {
  const record = new TextDecoder().decode(data.subarray(0, 60));
  return { number, reason, operator, detail, record, id };
};

/** As JSON with the whole record: its text, or base64 where it is none. */
async function* whole(letters: AsyncIterable<DeadLetter>): AsyncGenerator<object> {
  for await (const { data, ...letter } of letters) {
    const bytes = Buffer.from(data);
    const text = bytes.toString('utf8');
    yield Buffer.from(text).equals(bytes)
      ? { ...letter, record: text }
      : { ...letter, base64: bytes.toString('base64') };
  }
}

async function show(store: StoreReader, pipeline: string, wanted: string | undefined): Promise<void> {
  if (wanted === undefined)
    throw new PipelineError('CONFIG', `Which one? "millrace dead ${pipeline}" lists them with their numbers.`);
  for await (const { data, ...letter } of lettersOf(store, pipeline)) {
    if (!isCalled(wanted, letter)) continue;
    for (const [name, value] of Object.entries(letter)) say(`${name}: ${printable(String(value))}`);
    // A terminal would obey what is in it.
    return print(process.stdout.isTTY ? `${printable(new TextDecoder().decode(data))}\n` : data);
  }
  throw new PipelineError(
    'MISSING',
    `${pipeline} has no dead letter ${wanted}: "millrace dead ${pipeline}" lists them.`,
  );
}
