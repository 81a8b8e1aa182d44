import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { type Duration, seconds } from '../core/time.ts';
import { openStore, shownStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { removeKeys } from './cache.ts';
import { example } from './example.ts';
import { say } from './output.ts';
import { sessionOf } from './session.ts';

/** For so long a pipeline would rest if this process were killed while it asks who runs it. */
const ASKING: Duration = seconds(1);

interface Options {
  readonly yes?: boolean;
  readonly keys?: string;
}

export function resetCommand(program: Command): void {
  program
    .command('reset')
    .summary('Forget what a pipeline has come to, so that it begins its log anew.')
    .description(
      'Forget the rows, the state, the positions, the dead letters, the keys and the undelivered messages of a ' +
        'pipeline, all at once, in one transaction. When it runs next, it begins where its source says that one ' +
        'begins. One that runs meanwhile is told, writes nothing more, and ends with its process, and so with all ' +
        'that runs in it.',
    )
    .argument('[view]', 'a view, or the name of the pipeline')
    .option('--keys <pattern>', 'in place of a pipeline: keys of other programs, as cache remove does')
    .option('--yes', 'without which nothing is forgotten')
    .addHelpText('after', example('millrace reset usd-per-minute --yes', "millrace reset --keys 'symbol:*' --yes"))
    .action(async (named: string | undefined, { yes = false, keys }: Options, command: Command) => {
      if ((named === undefined) === (keys === undefined)) command.error('error: say a view, or --keys and a pattern');
      const session = sessionOf(command);
      const store = await openStore(session.storeUrl, session);
      try {
        if (keys !== undefined) return await removeKeys(store.keys, keys, yes);
        if (named === undefined) return;
        const found = (await store.viewed(named)) ?? (await store.registered(named));
        if (!found) throw new PipelineError('MISSING', `${shownStore(session.storeUrl)} knows nothing of ${named}.`);
        const { pipeline } = found.scope;
        const runner = await runnerOf(pipeline, store, session.owner);
        const ends = runner === undefined ? '' : `; the process ${runner} runs it, and ends with all that runs in it`;
        if (!yes) {
          const { records = 0 } = await store.counts(found.scope);
          const what = `${pipeline} has come through ${records} records, and all of that would be forgotten${ends}`;
          throw new PipelineError('CONFIG', `${what}. Say --yes to forget it.`);
        }
        await store.reset(pipeline);
        say(`${pipeline} begins anew when it runs next${ends}`);
      } finally {
        await store.close();
      }
    });
}

/** Who holds its lease; undefined where nobody runs it. */
async function runnerOf(pipeline: string, store: Store, owner: string): Promise<string | undefined> {
  const lease = await store.lease(pipeline, owner, ASKING);
  if (!lease.held) return lease.owner;
  await store.release(pipeline, owner);
  return undefined;
}
