import type { _Record, ChildShard, KinesisClient, Shard } from '@aws-sdk/client-kinesis';
import { nameOf } from '../../aws/failure.ts';
import { type KinesisPlace, kinesisClient } from '../../aws/kinesis.ts';
import { isThrottle, patiently } from '../../aws/patience.ts';
import { type Clock, type Duration, hours, type Millis } from '../../core/time.ts';
import { allShards } from './all-shards.ts';
import type { Put } from './entry.ts';
import { failure, isOfTheWorld } from './failure.ts';
import { answered, refused, type Watch } from './put-request.ts';

/** Where an iterator begins. */
export type Start =
  | { readonly type: 'TRIM_HORIZON' }
  /** From now on; `time` is what the clock says now, for whoever has to begin there once more. */
  | { readonly type: 'LATEST'; readonly time?: Millis }
  | { readonly type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'; readonly sequence: string }
  | { readonly type: 'AT_TIMESTAMP'; readonly time: Millis };

/** What GetRecords answers. */
export interface Answer {
  readonly records: readonly _Record[];
  /** Undefined at the end of a closed shard. */
  readonly next: string | undefined;
  readonly children: readonly ChildShard[] | undefined;
  readonly behind: Millis | undefined;
}

/** What became of a record that was put: the shard that has it, or else why it was not taken. */
export type PutAnswer = { readonly shard?: string | undefined; readonly error?: string };

type Sdk = typeof import('@aws-sdk/client-kinesis');
type Abortable = { readonly abortSignal: AbortSignal };

/** What is asked of a stream, by a client of its own. Throttles are waited out; errors are ours. */
export class Stream {
  readonly name: string;
  readonly #sdk: Sdk;
  readonly #client: KinesisClient;
  readonly #clock: Clock;

  private constructor(name: string, sdk: Sdk, client: KinesisClient, clock: Clock) {
    this.name = name;
    this.#sdk = sdk;
    this.#client = client;
    this.#clock = clock;
  }

  static async open(place: KinesisPlace, name: string, clock: Clock): Promise<Stream> {
    return new Stream(name, await import('@aws-sdk/client-kinesis'), await kinesisClient(place), clock);
  }

  /** All shards that the stream still knows, closed ones too. Who asks is not throttled in step with others. */
  shards(who: string, signal: AbortSignal): Promise<readonly Shard[]> {
    return allShards(this.name, this.#sdk, (command) =>
      this.#ask(`shards for ${who}`, signal, (options) => this.#client.send(command, options)),
    );
  }

  /** When it was made, and how long it keeps what arrives. */
  async summary(who: string, signal: AbortSignal): Promise<{ readonly created: Millis; readonly retention: Duration }> {
    const command = new this.#sdk.DescribeStreamSummaryCommand({ StreamName: this.name });
    const { StreamDescriptionSummary: summary } = await this.#ask(`summary for ${who}`, signal, (options) =>
      this.#client.send(command, options),
    );
    return {
      created: summary?.StreamCreationTimestamp?.getTime() ?? 0,
      retention: hours(summary?.RetentionPeriodHours ?? 24),
    };
  }

  async iterator(shard: string, start: Start, signal: AbortSignal): Promise<string> {
    const command = new this.#sdk.GetShardIteratorCommand({
      StreamName: this.name,
      ShardId: shard,
      ShardIteratorType: start.type,
      ...('sequence' in start && { StartingSequenceNumber: start.sequence }),
      ...(start.type === 'AT_TIMESTAMP' && { Timestamp: new Date(start.time) }),
    });
    const { ShardIterator } = await this.#ask(shard, signal, (options) => this.#client.send(command, options));
    if (ShardIterator === undefined) throw new Error(`Kinesis gave no iterator for ${shard} of ${this.name}`);
    return ShardIterator;
  }

  /** Undefined where the iterator has expired, 5 minutes after it was given. */
  async records(shard: string, iterator: string, limit: number, signal: AbortSignal): Promise<Answer | undefined> {
    const command = new this.#sdk.GetRecordsCommand({ ShardIterator: iterator, Limit: limit });
    const answer = await this.#ask(shard, signal, (options) =>
      this.#client.send(command, options).catch((thrown: unknown) => {
        if (nameOf(thrown) === 'ExpiredIteratorException') return undefined;
        throw thrown;
      }),
    );
    if (answer === undefined) return undefined;
    const { Records: records = [], NextShardIterator, ChildShards, MillisBehindLatest } = answer;
    // At the end of a shard the service says null.
    return { records, next: NextShardIterator ?? undefined, children: ChildShards, behind: MillisBehindLatest };
  }

  /**
   * Puts records, 500 and 5 MiB at most; an answer for each, in their order. `watch` is told of each request. If one
   * fails as a whole it is made again: to give up opens the task anew, and a live source loses by that.
   */
  async put(puts: readonly Put[], who: string, signal: AbortSignal, watch: Watch): Promise<readonly PutAnswer[]> {
    const records = puts.map(({ entry: { data, key, explicit } }) => ({
      Data: data,
      PartitionKey: key,
      ...(explicit !== undefined && { ExplicitHashKey: explicit }),
    }));
    const command = new this.#sdk.PutRecordsCommand({ StreamName: this.name, Records: records });
    const send = (options: Abortable) =>
      this.#client.send(command, options).catch((thrown: unknown) => {
        if (!signal.aborted) watch(refused(puts, thrown));
        throw thrown;
      });
    const { Records = [] } = await this.#ask(`put for ${who}`, signal, send, isOfTheWorld);
    const answers = Records.map(({ ShardId: shard, ErrorCode, ErrorMessage }) =>
      ErrorCode == null ? { shard } : { error: `${ErrorCode}: ${ErrorMessage}` },
    );
    watch(answered(puts, answers));
    return answers;
  }

  close(): void {
    this.#client.destroy();
  }

  async #ask<T>(
    what: string,
    signal: AbortSignal,
    send: (options: Abortable) => Promise<T>,
    again: (thrown: unknown) => boolean = isThrottle,
  ): Promise<T> {
    try {
      return await patiently(() => send({ abortSignal: signal }), `${this.name}/${what}`, this.#clock, signal, again);
    } catch (thrown) {
      signal.throwIfAborted();
      throw failure(thrown, this.name);
    }
  }
}
