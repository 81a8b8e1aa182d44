import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { fingerprintOf, foldOf, type Pipeline, viewsOf } from '../core/pipeline.ts';
import { viewRows } from '../runtime/view.ts';
import { openReader } from '../store/open-store.ts';
import type { Registered } from '../store/store.ts';
import { example } from './example.ts';
import { loadPipeline, pipelineIn } from './load-pipeline.ts';
import { printRows } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { type Session, sessionOf } from './session.ts';

interface Options {
  readonly json?: true;
  readonly key?: string;
  readonly pipeline?: string;
}

export function rowsCommand(program: Command): void {
  program
    .command('rows')
    .summary('Print the rows of a view.')
    .description('Print the rows of a view as they are now, open windows included, by start and key.')
    .argument('<view>', 'its name')
    .option('--json', 'as JSON, one row a line; amounts are exact decimal strings')
    .option('--key <key>', 'those of one key only, such as BTCUSDT')
    .option('--pipeline <path>', 'the file of the pipeline that keeps it; left out: looked up by its name')
    .addHelpText('after', example('millrace rows usd-per-minute', 'millrace rows usd-per-minute --key BTCUSDT --json'))
    .action(async (view: string, options: Options, command: Command) => {
      await rows(view, options, sessionOf(command));
    });
}

async function rows(view: string, options: Options, session: Session): Promise<void> {
  const store = await openReader(session.storeUrl, session);
  const kept = await store.viewed(view);
  if (!kept) throw await unknown(view, session.storeUrl);
  const pipeline = await keeperOf(kept, options);
  refuseOther(pipeline, kept);
  const range = options.key === undefined ? {} : { key: options.key };
  await printRows(viewRows(store, kept.scope, foldOf(pipeline), range), options);
  await store.close();
}

/** The pipeline whose aggregates have written the rows, and are needed to read them. */
async function keeperOf({ scope }: Registered, { pipeline }: Options): Promise<Pipeline> {
  if (pipeline !== undefined) return loadPipeline(pipeline);
  if ((await pipelineFiles()).some(({ name }) => name === scope.pipeline)) return loadPipeline(scope.pipeline);
  throw new PipelineError(
    'MISSING',
    `The rows are kept by the pipeline ${scope.pipeline}, which is in no folder of pipelines: say its file, with ` +
      '--pipeline PATH.',
  );
}

function refuseOther(pipeline: Pipeline, { scope, fingerprint }: Registered): void {
  if (pipeline.name !== scope.pipeline) {
    throw new PipelineError('CONFIG', `The rows are kept by ${scope.pipeline}, and --pipeline names ${pipeline.name}.`);
  }
  if (fingerprintOf(pipeline) === fingerprint) return;
  throw new PipelineError(
    'CHANGED',
    `The rows were kept by ${scope.pipeline} as it was in version ${scope.version}; it is another one now. Run ` +
      `"millrace run ${pipeline.name} --rebuild" to fold the log anew.`,
  );
}

async function unknown(view: string, storeUrl: string): Promise<PipelineError> {
  const loaded = await Promise.allSettled((await pipelineFiles()).map(({ path }) => pipelineIn(path)));
  const pipelines = loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const keeper = pipelines.find((pipeline) => viewsOf(pipeline).includes(view));
  const todo = keeper
    ? `Run "millrace run ${keeper.name}", which keeps it.`
    : `The pipelines that are here keep: ${pipelines.flatMap(viewsOf).join(', ')}.`;
  return new PipelineError('MISSING', `There is no view "${view}" in ${storeUrl}. ${todo}`);
}
