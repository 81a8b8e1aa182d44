import { join } from 'node:path';
import { agentConfig, flowPipeline, Meter } from '../../src/agent/agent.ts';
import type { FlowConfig } from '../../src/agent/config/flow-config.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Sink } from '../../src/core/sink.ts';

/** The flow that a configuration with these keys has, from `/a` to the stream `s` unless they say otherwise. */
export function flowOf(keys: object = {}): FlowConfig {
  const flow = { filePattern: '/a', kinesisStream: 's', ...keys };
  const [config] = agentConfig({ path: 'agent.json', text: JSON.stringify({ flows: [flow] }) }).flows;
  if (!config) throw new Error('no flow');
  return config;
}

/** The pipeline of a flow from `app*.log*` in a folder, into a sink in place of its stream. */
export function flowInto(folder: string, sink: Sink<LogRecord>, keys: object = {}) {
  const meter = new Meter();
  const warnings: string[] = [];
  const flow = flowOf({ filePattern: join(folder, 'app*.log*'), initialPosition: 'START_OF_FILE', ...keys });
  const world = { place: {}, checkpointTimeToLiveDays: 7, meter, warn: (message: string) => warnings.push(message) };
  const pipeline: Pipeline = { ...flowPipeline(flow, world), destinations: [sink] };
  return { pipeline, meter, warnings, flow };
}
