import { createHash } from 'node:crypto';
import type { KinesisPlace } from '../aws/kinesis.ts';
import { type Pipeline, pipeline } from '../core/pipeline.ts';
import type { LogRecord } from '../core/record.ts';
import { days } from '../core/time.ts';
import { kinesis } from '../logs/kinesis/kinesis.ts';
import type { WriteOptions } from '../logs/kinesis/write-options.ts';
import { tail } from '../logs/tail/tail.ts';
import { map } from '../operators/map.ts';
import type { FlowConfig } from './config/flow-config.ts';
import type { Meter } from './meter.ts';
import { outgoingBy } from './outgoing.ts';
import { splitterOf } from './splitter.ts';

export interface Around {
  readonly place: KinesisPlace;
  /** How long a file that is done with is remembered. */
  readonly timeToLiveDays: number;
  readonly meter: Meter;
  readonly warn: (message: string) => void;
}

/** A flow of the agent as a pipeline: the files that it names, what becomes of their records, and its stream. */
export function flowPipeline(flow: FlowConfig, { place, timeToLiveDays, meter, warn }: Around): Pipeline {
  const outgoing = outgoingBy(flow);
  const source = tail(flow.filePattern, {
    id: 'files',
    from: flow.initialPosition === 'END_OF_FILE' ? 'end' : 'start',
    records: splitterOf(flow, warn),
    poll: flow.minTimeBetweenFilePollsMillis,
    refresh: flow.maxTimeBetweenFileTrackerRefreshMillis,
    ttl: days(timeToLiveDays),
  });
  const send = ({ data }: LogRecord): LogRecord => {
    const sent = outgoing(data);
    meter.parsed(data.length, sent.unchanged);
    for (const warning of sent.warnings) warn(warning);
    return { data: sent.data };
  };
  return pipeline(nameOf(flow))
    .from(source)
    .pipe(map(send))
    .to(kinesis(flow.kinesisStream, { ...place, key: keyOf(flow), onPut: (told) => meter.put(told) }));
}

/** By it the store knows how far the flow has come; of the pattern and the stream alone, as the agent's own. */
const nameOf = ({ id, kinesisStream }: FlowConfig): string => {
  const stream = kinesisStream
    .toLowerCase()
    .replace(/[^a-z\d-]/g, '-')
    .slice(0, 40);
  return `agent-${stream}-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
};

/** RANDOM is by the file and the place of the record there, so that one that is sent again has the same key. */
function keyOf({ partitionKey }: FlowConfig): NonNullable<WriteOptions['key']> {
  if (partitionKey === 'RANDOM') return 'random';
  if (partitionKey === 'DETERMINISTIC') return 'hash';
  const { field, constant = '' } = partitionKey;
  return ({ data }: LogRecord) => (field === undefined ? constant : fieldIn(data, field));
}

/** Empty where the record has no such field, so that it is set aside and told. */
function fieldIn(data: Uint8Array, name: string): string {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(data));
    const value: unknown =
      typeof json === 'object' && json !== null ? Object.getOwnPropertyDescriptor(json, name)?.value : undefined;
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  } catch {
    return '';
  }
}
