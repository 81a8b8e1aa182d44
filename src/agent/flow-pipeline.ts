import { createHash } from 'node:crypto';
import type { KinesisPlace } from '../aws/kinesis.ts';
import { type Pipeline, pipeline } from '../core/pipeline.ts';
import { days, millis } from '../core/time.ts';
import { kinesis } from '../logs/kinesis/kinesis.ts';
import { tail } from '../logs/tail/tail.ts';
import type { FlowConfig } from './config/flow-config.ts';
import type { Meter } from './meter.ts';
import { sending } from './sending.ts';
import { splitterOf } from './splitter.ts';

/** What a flow works with. */
export interface FlowWorld {
  /** Where its stream is. */
  readonly place: KinesisPlace;
  /** How long a file is remembered that is not changed. */
  readonly checkpointTimeToLiveDays: number;
  readonly meter: Meter;
  /** Told of each record that is not sent as it is. */
  readonly warn: (message: string) => void;
}

/** How much memory a line may take that is longer than any record. */
const LONGEST_MIN = 1 << 20;

/** A flow of the agent as what it is here: from the files of a pattern to a stream. */
export function flowPipeline(flow: FlowConfig, { place, checkpointTimeToLiveDays, meter, warn }: FlowWorld): Pipeline {
  const warned = (message: string) => {
    meter.add({ warnings: 1 });
    warn(message);
  };
  const files = tail(flow.filePattern, {
    id: 'files',
    from: flow.initialPosition === 'END_OF_FILE' ? 'end' : 'start',
    records: splitterOf(flow, warned),
    longest: Math.max(LONGEST_MIN, flow.maxBufferSizeBytes),
    poll: millis(flow.minTimeBetweenFilePollsMillis),
    refresh: millis(flow.maxTimeBetweenFileTrackerRefreshMillis),
    ttl: days(checkpointTimeToLiveDays),
    watch: (backlog) => {
      meter.unread = backlog;
    },
  });
  const stream = kinesis(flow.kinesisStream, {
    ...place,
    key: flow.partitionKey === 'DETERMINISTIC' ? 'hash' : 'random',
    request: { records: flow.maxBufferSizeRecords, bytes: flow.maxBufferSizeBytes },
    watch: (request) => meter.put(request),
  });
  return pipeline(nameOf(flow))
    .from(files)
    .pipe(sending(flow, meter, warned))
    .to(stream);
}

/** The same for the same pattern and stream, and other for others: under it the store keeps how far the flow is. */
function nameOf({ kinesisStream, id }: FlowConfig): string {
  const readable = kinesisStream
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .slice(0, 40);
  return `agent-${readable}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}
