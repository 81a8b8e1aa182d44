import { networkInterfaces } from 'node:os';
import type { Command } from 'commander';
import { messageOf, PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { secret } from '../core/secret.ts';
import { isLoopback } from '../dashboard/guard/loopback.ts';
import type { Given } from '../dashboard/world.ts';
import { openStore, shownStore } from '../store/open-store.ts';
import { DashboardJobs } from './dashboard-jobs.ts';
import { othersReach } from './dashboard-reach.ts';
import { example } from './example.ts';
import { surviveForgotten } from './forgotten-promises.ts';
import { pipelineIn } from './load-pipeline.ts';
import { wholeIn } from './number-option.ts';
import { print } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly tokenSecret?: string;
}

const TOKEN = 'DASHBOARD_TOKEN';

export function dashboardCommand(program: Command): void {
  program
    .command('dashboard')
    .summary('Show views, pipelines and jobs in the browser, live.')
    .description(
      'Serve pages that show views, pipelines and jobs, live, and an HTTP API; it reads the store, and runs jobs.',
    )
    .option('--port <port>', 'where it listens; 0: any that is free', wholeIn(0, 65_535), 8080)
    .option('--host <address>', 'at which address; one that others reach wants a token', '127.0.0.1')
    .option('--token-secret <name>', `the secret that holds the token; for others to reach: ${TOKEN}`)
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const session = sessionOf(command);
      const token = await tokenFor(options, session);
      const stop = stopSignal(session.logger);
      const store = await openStore(session.storeUrl, session);
      const { clock, logger, secrets } = session;
      const storeName = shownStore(session.storeUrl);
      const redact = (text: string) => secrets.redact(text);
      const known = await knownPipelines();
      surviveForgotten(logger);
      const jobs = new DashboardJobs(known.pipelines, { ...session, store, signal: stop });
      const world = { store, storeName, clock, logger, redact, jobs, ...known };
      // Not needed by other commands, and slow to load.
      const { dashboard } = await import('../dashboard/server.ts');
      const served = await dashboard(world, { ...options, token });
      const { url } = served;
      const { host } = options;
      const others = othersReach(host, url, networkInterfaces());
      await print([url, ...others, ''].join('\n'));
      const told = { url, host, ...(others.length > 0 && { others }) };
      logger.info({ ...told, store: storeName, token: token !== undefined }, 'the dashboard is open');
      await until(stop);
      await served.close();
      await jobs.ended();
      await store.close();
    });
}

const EXAMPLES = example(
  'millrace dashboard',
  'millrace dashboard --port 9000 --store redis://127.0.0.1:6379',
  'DASHBOARD_TOKEN=$(openssl rand -base64 24) millrace dashboard --host 0.0.0.0',
);

const until = (stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => (stop.aborted ? resolve() : stop.addEventListener('abort', () => resolve())));

/** What others have to show; nothing where only this machine reaches it, and nobody said otherwise. */
async function tokenFor({ host, tokenSecret }: Options, { secrets }: Session): Promise<string | undefined> {
  if (tokenSecret === undefined && isLoopback(host)) return undefined;
  const wanted = secret(tokenSecret ?? TOKEN);
  if (tokenSecret !== undefined || secrets.has(wanted)) return secrets.read(wanted);
  throw new PipelineError(
    'CONFIG',
    `At ${host} others reach the dashboard, so it wants a token: set ${TOKEN} to one of 16 characters at least, or ` +
      'to where it is, or name another secret by --token-secret.',
  );
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
