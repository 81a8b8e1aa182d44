import { Argument, type Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { printable } from '../core/table.ts';
import { openReader, openStore } from '../store/open-store.ts';
import type { DeadLetter, StoreReader } from '../store/store.ts';
import { example } from './example.ts';
import { loadPipeline } from './load-pipeline.ts';
import { openLogOf } from './log-sink.ts';
import { grouped, print, printRows, say } from './output.ts';
import { type Session, sessionOf } from './session.ts';

interface Options {
  readonly json?: true;
  readonly reason?: string;
}

/** Letters that are read from the store at once. */
const PAGE = 100;
/** What one replay appends at most: it is held in memory, and a letter can be rejected anew while we are at it. */
const REPLAY_MAX = { letters: 10_000, bytes: 16 << 20 };

export function deadCommand(program: Command): void {
  program
    .command('dead')
    .summary('List, show or replay the records that a pipeline has set aside.')
    .description('Dead letters: the records that a pipeline has set aside, each with the reason and its raw bytes.')
    .argument('<pipeline>', 'name or path')
    .addArgument(new Argument('[what]', 'what to do').choices(['list', 'show', 'replay']).default('list'))
    .argument('[id]', 'of the one to show')
    .option('--json', 'the list as JSON, one letter a line')
    .option('--reason <reason>', 'only those set aside for this reason, such as unparsable or late')
    .addHelpText('after', HELP)
    .action(async (name: string, what: string, id: string | undefined, options: Options, command: Command) => {
      const pipeline = await loadPipeline(name);
      const session = sessionOf(command);
      const store = await openReader(session.storeUrl, session);
      if (!(await store.registered(pipeline.name))) {
        throw new PipelineError(
          'MISSING',
          `${session.storeUrl} knows nothing of ${pipeline.name}: it has not run there.`,
        );
      }
      if (what === 'show') await show(store, pipeline.name, id);
      else if (what === 'replay') await replay(store, pipeline, session, options);
      else await printRows(rowsOf(lettersOf(store, pipeline.name, options)), options);
      await store.close();
    });
}

const HELP = `
  list     a table of all of them
  show     the raw bytes of one on stdout, and what is known about it on stderr
  replay   appends their bytes to the pipeline's log as new records, and then removes them: after a crash in between
           some are in the log twice, which is what dedupe is for
${example(
  'millrace dead usd-per-minute',
  'millrace dead usd-per-minute show 2f.9c1e:118/parse/0',
  'millrace dead usd-per-minute replay --reason unparsable',
)}`;

async function* lettersOf(store: StoreReader, pipeline: string, { reason }: Options): AsyncGenerator<DeadLetter> {
  for (let after: number | undefined; ; ) {
    const page = await store.deadLetters(pipeline, { limit: PAGE, after });
    yield* page.filter((letter) => reason === undefined || letter.reason === reason);
    after = page.at(-1)?.number;
    if (page.length < PAGE) return;
  }
}

async function* rowsOf(letters: AsyncIterable<DeadLetter>): AsyncGenerator<object> {
  for await (const { id, reason, operator, position, detail, data } of letters) {
    const record = new TextDecoder().decode(data.subarray(0, 60));
    yield { reason, operator, position, detail, record, id };
  }
}

async function show(store: StoreReader, pipeline: string, wanted: string | undefined): Promise<void> {
  if (wanted === undefined)
    throw new PipelineError('CONFIG', `Which one? "millrace dead ${pipeline}" lists their ids.`);
  for await (const { data, ...letter } of lettersOf(store, pipeline, {})) {
    if (letter.id !== wanted) continue;
    for (const [name, value] of Object.entries(letter)) say(`${name}: ${printable(String(value))}`);
    await print(data);
    if (process.stdout.isTTY) await print('\n');
    return;
  }
  throw new PipelineError(
    'MISSING',
    `${pipeline} has no dead letter ${wanted}: "millrace dead ${pipeline}" lists them.`,
  );
}

async function replay(reader: StoreReader, pipeline: Pipeline, session: Session, options: Options): Promise<void> {
  const letters: DeadLetter[] = [];
  let bytes = 0;
  let more = false;
  for await (const letter of lettersOf(reader, pipeline.name, options)) {
    more =
      letters.length === REPLAY_MAX.letters || (letters.length > 0 && bytes + letter.data.length > REPLAY_MAX.bytes);
    if (more) break;
    letters.push(letter);
    bytes += letter.data.length;
  }
  if (letters.length > 0) {
    const log = await openLogOf(pipeline, session);
    await log.write(letters.map(({ id, data }) => ({ id, value: { data } })));
    await log.close();
    const store = await openStore(session.storeUrl, session);
    await store.bury(
      pipeline.name,
      letters.map(({ id }) => id),
    );
    await store.close();
  }
  say(`${grouped(letters.length)} appended to ${pipeline.source.name}${more ? '; there are more: run it again' : ''}`);
}
