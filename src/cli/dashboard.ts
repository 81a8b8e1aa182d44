import type { Command } from 'commander';
import { messageOf } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { Given } from '../dashboard/world.ts';
import { openStore, shownStore } from '../store/open-store.ts';
import { example } from './example.ts';
import { pipelineIn } from './load-pipeline.ts';
import { wholeIn } from './number-option.ts';
import { print } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

interface Options {
  readonly port: number;
  readonly host: string;
}

export function dashboardCommand(program: Command): void {
  program
    .command('dashboard')
    .summary('Show views, pipelines and jobs in the browser, live.')
    .description('Serve pages that show views, pipelines and jobs, live, and an HTTP API; it only reads the store.')
    .option('--port <port>', 'where it listens; 0: any that is free', wholeIn(0, 65_535), 8080)
    .option('--host <address>', 'at which address', '127.0.0.1')
    .addHelpText('after', example('millrace dashboard', 'millrace dashboard --port 9000'))
    .action(async (options: Options, command: Command) => {
      const session = sessionOf(command);
      const stop = stopSignal(session.logger);
      const store = await openStore(session.storeUrl, session);
      const { clock, logger } = session;
      const world = { store, storeName: shownStore(session.storeUrl), clock, logger, ...(await knownPipelines()) };
      // Not needed by other commands, and slow to load.
      const { dashboard } = await import('../dashboard/server.ts');
      const served = await dashboard(world, options);
      await print(`${served.url}\n`);
      await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
      await served.close();
      await store.close();
    });
}

/** One file that cannot be loaded is no reason to show nothing of the others. */
async function knownPipelines(): Promise<Pick<Given, 'pipelines' | 'unloaded'>> {
  const pipelines: Pipeline[] = [];
  const unloaded: { name: string; problem: string }[] = [];
  for (const { name, path } of await pipelineFiles()) {
    try {
      pipelines.push(await pipelineIn(path));
    } catch (thrown) {
      unloaded.push({ name, problem: messageOf(thrown) });
    }
  }
  return { pipelines, unloaded };
}
