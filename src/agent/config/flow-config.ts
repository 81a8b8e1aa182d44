import type { Millis } from '../../core/time.ts';
import { filePattern, oneOf, pattern, streamName, text, whole } from './kinds.ts';
import { type PartitionKey, partitionKeyIn } from './partition-key.ts';
import type { Kinds, Refused, Section } from './section.ts';
import { type TransformOptions, transformIn } from './transform-options.ts';

/** How lines of a file become records. */
export interface RecordOptions {
  readonly skipHeaderLines: number;
  /** Of a line behind which nothing more of the file is sent. */
  readonly fileFooterPattern?: RegExp;
  /** Of a line that begins a record; without it each line is one. */
  readonly multiLineStartPattern?: RegExp;
  /** Bytes of a record; a longer one is discarded. */
  readonly maxBufferSizeBytes: number;
}

/** From files that match a pattern to a stream. The names are the agent's. */
export interface FlowConfig extends RecordOptions {
  /** Which no two flows share. */
  readonly id: string;
  readonly filePattern: string;
  readonly kinesisStream: string;
  readonly partitionKey: PartitionKey;
  readonly initialPosition: 'END_OF_FILE' | 'START_OF_FILE';
  readonly maxBufferAgeMillis: Millis;
  readonly maxBufferSizeRecords: number;
  readonly minTimeBetweenFilePollsMillis: Millis;
  readonly maxTimeBetweenFileTrackerRefreshMillis: Millis;
  readonly truncatedRecordTerminator: string;
  readonly dataProcessingOptions: readonly TransformOptions[];
}

const BUFFER_BYTES = 5 * 1024 * 1024;
const millis = whole(0);

const idle: Kinds = {
  waitOnFullPublishQueueMillis: millis,
  waitOnEmptyPublishQueueMillis: millis,
  retryInitialBackoffMillis: millis,
  retryMaxBackoffMillis: millis,
  publishQueueCapacity: whole(1),
};
const refused: Refused = {
  deliveryStream: 'name a kinesisStream, and let Firehose read from that',
};

/** A flow; undefined where it cannot be told what it is, which is told then. */
export function flowIn(flow: Section): FlowConfig | undefined {
  flow.refuse(refused);
  flow.idle(idle);
  const files = flow.need('filePattern', filePattern);
  const stream = flow.has('deliveryStream') ? '' : flow.need('kinesisStream', streamName);
  const footer = flow.get('fileFooterPattern', pattern);
  const start = flow.get('multiLineStartPattern', pattern);
  const options = flow.sections('dataProcessingOptions') ?? [];
  const rest = {
    partitionKey: partitionKeyIn(flow),
    initialPosition: flow.or('initialPosition', oneOf('END_OF_FILE', 'START_OF_FILE'), 'END_OF_FILE'),
    maxBufferAgeMillis: flow.or('maxBufferAgeMillis', whole(1_000, 900_000), 60_000),
    maxBufferSizeRecords: flow.or('maxBufferSizeRecords', whole(1, 500), 500),
    maxBufferSizeBytes: flow.or('maxBufferSizeBytes', whole(1, BUFFER_BYTES), BUFFER_BYTES),
    minTimeBetweenFilePollsMillis: flow.or('minTimeBetweenFilePollsMillis', whole(1), 100),
    maxTimeBetweenFileTrackerRefreshMillis: flow.or('maxTimeBetweenFileTrackerRefreshMillis', whole(1), 10_000),
    skipHeaderLines: flow.or('skipHeaderLines', whole(0), 0),
    truncatedRecordTerminator: flow.or('truncatedRecordTerminator', text(1_000), '\n'),
    dataProcessingOptions: options.map(transformIn).filter((option) => option !== undefined),
    ...(footer && { fileFooterPattern: footer }),
    ...(start && { multiLineStartPattern: start }),
  };
  flow.close();
  if (files === undefined || stream === undefined) return undefined;
  return { id: `${stream}:${files}`, filePattern: files, kinesisStream: stream, ...rest };
}
