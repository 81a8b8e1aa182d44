import { concatAll, defer, of } from 'rxjs';
import type { KinesisPlace } from '../../aws/kinesis.ts';
import type { Log } from '../../core/log.ts';
import type { LogRecord } from '../../core/record.ts';
import type { Partition, RunContext } from '../../core/source.ts';
import { addressOf, checkStream, isKinesis } from './address.ts';
import { checkRead, isBounded, type ReadOptions } from './options.ts';
import { checkWrite, type WriteOptions } from './write-options.ts';

export interface KinesisOptions extends ReadOptions, WriteOptions, KinesisPlace {}

/**
 * A Kinesis stream: every shard a partition, splits and merges followed. With a `limit` or `within` it is gathered from
 * all shards into one partition, in no order. Where it is comes from the options, else from the run's log URL if that
 * is `kinesis:`, else from where AWS's own tools look.
 */
export function kinesis(stream: string, options: KinesisOptions = {}): Log {
  checkStream(stream);
  checkRead(stream, options);
  checkWrite(stream, options);
  const bounded = isBounded(options);
  const gathered = (place: KinesisPlace, context: RunContext): readonly Partition<LogRecord>[] => [
    {
      id: stream,
      parents: [],
      open: async (from) => (await import('./gather.ts')).Gather.open(place, stream, options, context, from),
    },
  ];
  return {
    kind: 'log',
    name: `kinesis:${stream}`,
    bounded,
    place: (logUrl) => {
      const { region = '', endpoint = '' } = whereIs(options, logUrl);
      return `kinesis://${region}/${stream}?endpoint=${endpoint}`;
    },
    partitions: (context, known) =>
      defer(async () => {
        const place = whereIs(options, context.logUrl);
        if (bounded) return of(gathered(place, context));
        return (await import('./listing.ts')).shardsOf(place, stream, options, context, known);
      }).pipe(concatAll()),
    open: async (context) =>
      (await import('./writer.ts')).KinesisWriter.open(whereIs(options, context.logUrl), stream, options, context),
    lastWrite: async (context) =>
      (await import('./last-write.ts')).lastWrite(whereIs(options, context.logUrl), stream, context),
  };
}

function whereIs({ region, endpoint, credentials, decoder }: KinesisPlace, logUrl: string): KinesisPlace {
  const of: KinesisPlace = isKinesis(logUrl) ? addressOf(logUrl) : {};
  return {
    region: region ?? of.region,
    endpoint: endpoint ?? of.endpoint,
    credentials,
    decoder: decoder ?? of.decoder,
  };
}
