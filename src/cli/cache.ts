import { type Command, Option } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { counted } from '../core/words.ts';
import { openReader, openStore, shownStore } from '../store/open-store.ts';
import type { KeysStore } from '../store/store.ts';
import { example } from './example.ts';
import { print, printRows, say } from './output.ts';
import { sessionOf } from './session.ts';

interface Options {
  readonly json?: true;
}

export function cacheCommand(program: Command): void {
  const cache = program
    .command('cache')
    .summary('Read and write the keys of the store that other programs read.')
    .description(
      'Plain text under keys, as pipelines keep it for other programs by cache(…) and counter(…), and as anybody may ' +
        'by hand. With a store in Redis these are the keys of its database.',
    )
    .addHelpText(
      'after',
      example(
        "millrace cache list 'symbol:*'",
        'millrace cache get price:BTC price:ETH',
        'millrace cache incr counter',
      ),
    );
  cache
    .command('get')
    .description(
      'Show what stands under keys, of several each behind its key and a tab. One that is not there is named, and ' +
        'the command exits with 1.',
    )
    .argument('<key...>')
    .action(async (keys: readonly string[], _: object, command: Command) => get(keys, command));
  cache
    .command('list')
    .description('List keys and what stands there; in a pattern * stands for any text, ? for a character.')
    .argument('[pattern]', 'which keys', '*')
    .addOption(new Option('--json', 'one JSON object a line'))
    .action(async (pattern: string, { json }: Options, command: Command) => {
      const session = sessionOf(command);
      const store = await openReader(session.storeUrl, session);
      const printed = await printRows(await store.keys.matching(pattern), { ...(json && { json }) });
      if (printed === 0) say(`no key matches ${pattern}`);
      await store.close();
    });
  cache
    .command('set')
    .description('Set a key.')
    .argument('<key>')
    .argument('<value>')
    .action((key: string, value: string, _: object, command: Command) =>
      changed(command, (keys) => keys.put(keyOf(key), value)),
    );
  for (const [name, sign] of [
    ['incr', 1n],
    ['decr', -1n],
  ] as const) {
    cache
      .command(name)
      .description(`${name === 'incr' ? 'Add to' : 'Take from'} a whole number, 0 where there is none, and show it.`)
      .argument('<key>')
      .argument('[by]', 'how much', '1')
      .action((key: string, by: string, _: object, command: Command) =>
        changed(command, async (keys) => print(`${await keys.increment(keyOf(key), sign * wholeOf(by))}\n`)),
      );
  }
  cache
    .command('remove')
    .description('Remove keys, and what pipelines have summed up for them, so that their counters begin at 0.')
    .argument('<pattern>', 'which keys')
    .option('--yes', 'without which nothing is removed')
    .action((pattern: string, { yes = false }: { readonly yes?: boolean }, command: Command) =>
      changed(command, (keys) => removeKeys(keys, pattern, yes)),
    );
}

/** Removes keys, and what pipelines have summed up for them; without `yes` it only says how many there would be. */
export async function removeKeys(keys: KeysStore, pattern: string, yes: boolean): Promise<void> {
  const { length } = await keys.matching(pattern);
  if (!yes) {
    const what = `${counted(length, 'key')} would be gone that ${length === 1 ? 'matches' : 'match'} ${pattern}`;
    throw new PipelineError('CONFIG', `${what}. Say --yes to remove them.`);
  }
  say(`${counted(await keys.remove(pattern), 'key')} removed`);
}

async function get(keys: readonly string[], command: Command): Promise<void> {
  const session = sessionOf(command);
  const store = await openReader(session.storeUrl, session);
  const missing: string[] = [];
  for (const key of keys) {
    // The key as it is, not as a pattern.
    const found = (await store.keys.matching(key)).find((one) => one.key === key);
    if (found) await print(`${keys.length > 1 ? `${key}\t` : ''}${found.value}\n`);
    else missing.push(key);
  }
  await store.close();
  if (missing.length > 0)
    throw new PipelineError('MISSING', `No text in ${shownStore(session.storeUrl)}: ${missing.join(', ')}.`);
}

async function changed(command: Command, change: (keys: KeysStore) => Promise<void>): Promise<void> {
  const session = sessionOf(command);
  const store = await openStore(session.storeUrl, session);
  try {
    await change(store.keys);
  } finally {
    await store.close();
  }
}

function keyOf(key: string): string {
  if (key !== '') return key;
  throw new PipelineError('CONFIG', 'The key is an empty text. Wanted: such as price:BTC.');
}

function wholeOf(by: string): bigint {
  if (/^\d{1,18}$/.test(by)) return BigInt(by);
  throw new PipelineError('CONFIG', `By how much is ${by}. Wanted: a whole number.`);
}
