/** The Amazon Kinesis Agent's configuration, and what it does to the lines of a file, as far as it only computes. */
export { type AgentConfig, agentConfig, type ConfigFile } from './config.ts';
export { type Outgoing, outgoingBy } from './outgoing.ts';
export { splitterOf } from './splitter.ts';
