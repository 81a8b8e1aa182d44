import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { seconds } from '../core/time.ts';
import { openReader, shownStore } from '../store/open-store.ts';
import type { StoreReader } from '../store/store.ts';
import { example } from './example.ts';
import { numberIn } from './number-option.ts';
import { print } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { sessionOf } from './session.ts';

export function healthCommand(program: Command): void {
  program
    .command('health')
    .summary('Tell whether a pipeline is at work.')
    .description('Tell whether a pipeline is at work: wait until it commits, and exit with 1 if it does not.')
    .argument('<pipeline>', 'its name')
    .option('--within <seconds>', 'how long it may take', numberIn(0.1, 3_600), 30)
    .addHelpText('after', example('millrace health produce', 'millrace health usd-per-minute --within 10'))
    .action(async (pipeline: string, { within }: { readonly within: number }, command: Command) => {
      const { storeUrl, clock } = sessionOf(command);
      const store = await openReader(storeUrl, { clock });
      if (!(await store.registered(pipeline))) await refuseUnknown(pipeline, storeUrl);
      const over = new AbortController();
      const late = clock.sleep(seconds(within), over.signal).then(() => over.abort());
      const works = await commits(store, pipeline, over.signal);
      over.abort();
      await late;
      await store.close();
      if (!works) {
        const todo = 'Is it running, with this store, and does its source bring anything?';
        throw new PipelineError(
          'WORLD',
          `${pipeline} has committed nothing within ${within} s in ${shownStore(storeUrl)}. ${todo}`,
        );
      }
      await print(`${pipeline} is at work\n`);
    });
}

/** One that has not run yet may still be waited for, where its file is here. */
async function refuseUnknown(pipeline: string, storeUrl: string): Promise<void> {
  const names = (await pipelineFiles()).map(({ name }) => name);
  if (names.includes(pipeline)) return;
  throw new PipelineError(
    'MISSING',
    `${shownStore(storeUrl)} knows no pipeline ${pipeline}, and no file here is named so. ` +
      `There is: ${names.join(', ')}.`,
  );
}

/** Whether it commits before the signal is aborted. */
async function commits(store: StoreReader, pipeline: string, signal: AbortSignal): Promise<boolean> {
  let before: number | undefined;
  for await (const _ of store.changes(pipeline, signal)) {
    const registered = await store.registered(pipeline);
    const roster = registered ? await store.roster(registered.scope) : [];
    const now = roster.reduce((sum, { commits }) => sum + commits, 0);
    before ??= now;
    if (now > before) return true;
  }
  return false;
}
