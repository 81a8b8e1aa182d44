import { hostname } from 'node:os';
import type { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { type AgentConfig, type FlowConfig, flowPipeline, Meter } from '../agent/agent.ts';
import type { KinesisPlace } from '../aws/kinesis.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { seconds } from '../core/time.ts';
import { addressOf, isKinesis } from '../logs/kinesis/address.ts';
import { aborted } from '../runtime/observed.ts';
import { run } from '../runtime/run.ts';
import type { Limits } from '../runtime/task-spec.ts';
import { openStore } from '../store/open-store.ts';
import { configAt } from './agent/config-files.ts';
import { goingOn } from './agent/going-on.ts';
import { lookFirst } from './agent/look-first.ts';
import { type Metered, Reports } from './agent/reports.ts';
import { Scarce } from './agent/scarce.ts';
import { example } from './example.ts';
import { printRows } from './output.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';
import { together } from './together.ts';

export function agentCommand(program: Command): void {
  program
    .command('agent')
    .summary('Send lines of files to Kinesis as the Amazon Kinesis Agent does, by its agent.json.')
    .description(
      'Send the lines of files to Kinesis streams, over rotations and restarts, as the Amazon Kinesis Agent does, by ' +
        'its own configuration: agent.json, and further flows in agent.d beside it. The store keeps how far it is. ' +
        'Metrics go to stdout in the Embedded Metric Format of CloudWatch, unless cloudwatch.emitMetrics is false.',
    )
    .option('-c, --config <path>', "the agent's configuration", '/etc/aws-kinesis/agent.json')
    .option('--check', 'looks at the configuration, the files and the streams, and sends nothing')
    .addHelpText(
      'after',
      '\nWhere streams are says the configuration; --log kinesis://REGION says otherwise, for an emulator.',
    )
    .addHelpText(
      'after',
      example(
        'millrace agent --config agent.json --check',
        'millrace agent --config agent.json',
        "millrace agent -c agent.json --log 'kinesis://eu-west-1?endpoint=http://127.0.0.1:4567'",
      ),
    )
    .action(async ({ config, check = false }: Options, command: Command) => {
      const place = command.getOptionValueSourceWithGlobals('log') === 'cli' ? placeIn(sessionOf(command)) : {};
      await agent(configAt(config), place, check, sessionOf(command));
    });
}

interface Options {
  readonly config: string;
  readonly check?: boolean;
}

/** Where streams are by the log URL, if that tells it. */
function placeIn({ logUrl }: Session): KinesisPlace {
  if (!isKinesis(logUrl)) return {};
  const { stream: _, ...place } = addressOf(logUrl);
  return place;
}

interface Flow extends Metered {
  readonly name: string;
  readonly pipeline: Pipeline;
}

async function agent(config: AgentConfig, told: KinesisPlace, check: boolean, session: Session): Promise<void> {
  const { clock, logger } = session;
  for (const { level, message } of config.notes) logger[level]({}, message);
  const place = { ...config.place, ...told, credentials: config.credentials };
  if (config.credentials) logger.info({}, 'signing with awsAccessKeyId and awsSecretAccessKey of the configuration');
  const looked = await lookFirst(config.flows, place, session);
  if (check) return void (await printRows(looked, {}));
  const period = seconds(config.statusReportingPeriodSeconds);
  const scarce = new Scarce(logger, clock, period);
  const flows = config.flows.map((flow): Flow => {
    const meter = new Meter();
    const warn = (message: string) => scarce.warn({ flow: flow.id }, message);
    const pipeline = flowPipeline(flow, { ...config, place, meter, warn });
    return { flow, meter, pipeline, name: pipeline.name };
  });
  const store = await openStore(session.storeUrl, session);
  const asked = stopSignal(logger);
  const over = new AbortController();
  const reports = new Reports(flows, config.metrics, hostname(), clock, logger).until(over.signal, period);
  const work = together(flows, asked, logger, async ({ flow, meter, pipeline }, signal) => {
    const { name: pipelineName } = pipeline;
    logger.info({ pipeline: pipelineName, files: flow.filePattern, stream: flow.kinesisStream }, 'started');
    await goingOn(flow.id, signal, session, () => {
      const running = run(pipeline, { ...session, store, signal, limits: limitsOf(flow) });
      return lastValueFrom(running.pipe(tap(() => meter.settle())), { defaultValue: undefined });
    });
    logger.info({ pipeline: pipelineName }, 'stopped');
  });
  const late = lastValueFrom(aborted(asked), { defaultValue: undefined })
    .then(() => clock.sleep(config.shutdownTimeoutMillis, over.signal))
    .then(() => 'late' as const);
  try {
    if ((await Promise.race([work, late])) !== 'late') await store.close();
    else {
      const waited = config.shutdownTimeoutMillis;
      logger.warn({ waited }, 'not all could be sent in time: the next run sends what was not');
      // What is still under way ends with the process; who comes next need not wait for its lease to expire.
      for (const { name } of flows) await store.release(name, session.owner);
    }
  } finally {
    over.abort();
    await reports;
  }
}

/** A buffer of the agent's is a commit here. */
const limitsOf = (flow: FlowConfig): Partial<Limits> => ({
  commitEvery: flow.maxBufferAgeMillis,
  pauseAfter: flow.maxBufferAgeMillis,
  outputsMax: flow.maxBufferSizeRecords,
  bytesMax: flow.maxBufferSizeBytes,
});
