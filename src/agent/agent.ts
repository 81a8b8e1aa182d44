/** The Amazon Kinesis Agent: its configuration, its flows as pipelines, and what it tells of them. */

export type { FlowConfig } from './config/flow-config.ts';
export type { MetricsConfig } from './config/global-config.ts';
export { type AgentConfig, agentConfig, type ConfigFile } from './config.ts';
export { flowPipeline } from './flow-pipeline.ts';
export { type Counts, difference, Meter, NOTHING, sumOf } from './meter.ts';
export { metricsLine, metricsOf } from './metrics.ts';
