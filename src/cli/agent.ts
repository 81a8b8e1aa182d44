import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { lastValueFrom } from 'rxjs';
import { type AgentConfig, agentConfig, type ConfigFile } from '../agent/config.ts';
import { flowPipeline } from '../agent/flow.ts';
import { Meter } from '../agent/meter.ts';
import { messageOf, PipelineError } from '../core/errors.ts';
import { run } from '../runtime/run.ts';
import { openStore } from '../store/open-store.ts';
import { AgentReport } from './agent-report.ts';
import { example } from './example.ts';
import { EXIT } from './failure.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';

export function agentCommand(program: Command): void {
  program
    .command('agent')
    .summary('Send the lines of files to streams, as the Amazon Kinesis Agent does.')
    .description(
      'Read the configuration file of the Amazon Kinesis Agent, follow the files that it names, and put their ' +
        'records into its streams. How far it has come is kept in the store; a restart goes on there.',
    )
    .requiredOption('--config <path>', 'such as /etc/aws-kinesis/agent.json; agent.d/*.json beside it is read too')
    .addHelpText('after', example('millrace agent --config /etc/aws-kinesis/agent.json'))
    .action(async ({ config }: { readonly config: string }, command: Command) => {
      await follow(agentConfig(await fileAt(config), await extrasBeside(config)), sessionOf(command));
    });
}

/** Until told to stop: then what is in hand is put; what is not, in the time that is given, is put next time. */
async function follow(config: AgentConfig, session: Session): Promise<void> {
  const { logger } = session;
  for (const { level, message } of config.notes) logger[level]({}, message);
  if (config.credentials) {
    process.env.AWS_ACCESS_KEY_ID = config.credentials.accessKeyId;
    process.env.AWS_SECRET_ACCESS_KEY = config.credentials.secretAccessKey;
  }
  const store = await openStore(session.storeUrl, session);
  const stop = stopSignal(logger);
  const failed = new AbortController();
  const signal = AbortSignal.any([stop, failed.signal]);
  const report = new AgentReport(config, session);
  stop.addEventListener('abort', () => void giveUp(config.shutdownTimeoutMillis, session));
  const flows = config.flows.map(async (flow) => {
    const meter = new Meter();
    report.add(flow, meter);
    const warn = (message: string) => logger.warn({ flow: flow.id }, message);
    const { checkpointTimeToLiveDays: timeToLiveDays, place } = config;
    const { maxBufferAgeMillis: age, maxBufferSizeRecords: outputsMax } = flow;
    const limits = { commitEvery: age, pauseAfter: age, outputsMax };
    const pipeline = flowPipeline(flow, { place, timeToLiveDays, meter, warn });
    logger.info({ flow: flow.id, pipeline: pipeline.name }, 'following');
    await lastValueFrom(run(pipeline, { ...session, store, signal, limits }), { defaultValue: undefined }).catch(
      (thrown: unknown) => {
        failed.abort();
        throw thrown;
      },
    );
  });
  const reporting = report.every(signal);
  const rejected = (await Promise.allSettled(flows)).find(({ status }) => status === 'rejected');
  await reporting;
  await report.tell();
  await store.close();
  if (rejected?.status === 'rejected') throw rejected.reason;
  logger.info({ flows: config.flows.length }, 'stopped');
}

async function giveUp(within: number, { clock, logger }: Session): Promise<void> {
  await clock.sleep(within);
  logger.warn({ within }, 'not all could be sent in the time that shutdownTimeoutMillis gives: it is sent next time');
  process.exit(EXIT.failed);
}

async function fileAt(path: string): Promise<ConfigFile> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (thrown) {
    throw new PipelineError('CONFIG', `${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

async function extrasBeside(path: string): Promise<readonly ConfigFile[]> {
  const folder = join(dirname(path), 'agent.d');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => fileAt(join(folder, name))),
  );
}
