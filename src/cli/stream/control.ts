import type { KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';
import type { Command } from 'commander';
import { nameOf } from '../../aws/failure.ts';
import { kinesisClient } from '../../aws/kinesis.ts';
import { patiently } from '../../aws/patience.ts';
import { messageOf, PipelineError } from '../../core/errors.ts';
import { never } from '../../core/never.ts';
import type { Clock } from '../../core/time.ts';
import { isKinesis } from '../../logs/kinesis/address.ts';
import { allShards } from '../../logs/kinesis/all-shards.ts';
import { failure } from '../../logs/kinesis/failure.ts';
import { sessionOf } from '../session.ts';
import { absent } from './absent.ts';
import { type StreamAddress, streamAddress } from './address.ts';
import { type Shard, shardOf } from './shards.ts';
import { until } from './until.ts';

export type Sdk = typeof import('@aws-sdk/client-kinesis');

export interface Summary {
  readonly status: string;
  readonly retentionHours: number;
  readonly openShards: number;
  readonly mode: string;
}

/** A stream in the hands of its operator: to be made, changed and removed. */
export class Control {
  readonly address: StreamAddress;
  /** Under which a pipeline's `log` may be this stream. */
  readonly logUrl: string;
  /** Of which part of something longer the next change is, for whoever watches. */
  note = '';
  readonly #sdk: Sdk;
  readonly #client: KinesisClient;
  readonly #clock: Clock;

  private constructor(address: StreamAddress, logUrl: string, sdk: Sdk, client: KinesisClient, clock: Clock) {
    this.address = address;
    this.logUrl = logUrl;
    this.#sdk = sdk;
    this.#client = client;
    this.#clock = clock;
  }

  /** Opens the stream for `work`, and closes it behind. */
  static async of<T>(named: string, command: Command, work: (stream: Control) => Promise<T>): Promise<T> {
    const address = streamAddress(named, command);
    const client = await kinesisClient(address);
    const sdk = await import('@aws-sdk/client-kinesis');
    const { clock, logUrl } = sessionOf(command);
    try {
      return await work(new Control(address, isKinesis(named) ? placeOf(named) : logUrl, sdk, client, clock));
    } finally {
      client.destroy();
    }
  }

  get name(): string {
    return this.address.stream;
  }

  /** Waits out what throttles; errors are ours, and one line. */
  async ask<T>(send: (client: KinesisClient, sdk: Sdk) => Promise<T>): Promise<T> {
    try {
      const asked = () => send(this.#client, this.#sdk).catch(refuseTooMany);
      return await patiently(asked, this.name, this.#clock, never);
    } catch (thrown) {
      const told = failure(thrown, this.name);
      throw isMissing(told) ? await absent(told, this.address, this.#client, this.#sdk) : told;
    }
  }

  async summary(): Promise<Summary> {
    const { StreamDescriptionSummary: told } = await this.ask((client, sdk) =>
      client.send(new sdk.DescribeStreamSummaryCommand({ StreamName: this.name })),
    );
    return {
      status: told?.StreamStatus ?? '',
      retentionHours: told?.RetentionPeriodHours ?? 0,
      openShards: told?.OpenShardCount ?? 0,
      mode: told?.StreamModeDetails?.StreamMode ?? 'PROVISIONED',
    };
  }

  /** Undefined where there is no such stream. */
  summaryIfAny(): Promise<Summary | undefined> {
    return this.summary().catch((thrown: unknown) => {
      if (isMissing(thrown)) return undefined;
      throw thrown;
    });
  }

  /** All that it still knows, in the order in which they were made. */
  async shards(): Promise<readonly Shard[]> {
    const ask = (command: ListShardsCommand) => this.ask((client) => client.send(command));
    return (await allShards(this.name, this.#sdk, ask)).map(shardOf);
  }

  /** Makes a change that the stream takes only while nothing else changes, and waits until it is through. */
  async change<T>(send: (client: KinesisClient, sdk: Sdk) => Promise<T>): Promise<T> {
    await this.settled();
    const answer = await this.ask(send);
    await this.settled();
    return answer;
  }

  /** Waits until nothing changes; says on a terminal what it waits for. */
  settled(): Promise<void> {
    return until(this.name, this.#clock, async () => {
      const { status } = await this.summary();
      return status === 'ACTIVE' ? undefined : `${status}${this.note}`;
    });
  }

  gone(): Promise<void> {
    return until(this.name, this.#clock, async () => (await this.summaryIfAny())?.status);
  }
}

/** Both who asks too often and who wants too much is told of a limit; to wait helps the first one alone. */
function refuseTooMany(thrown: unknown): never {
  if (nameOf(thrown) === 'LimitExceededException' && /would exceed|for the account/.test(messageOf(thrown))) {
    const todo = 'Use fewer shards, remove a stream, or ask AWS for a higher quota.';
    throw new PipelineError('LIMIT', `${messageOf(thrown)} ${todo}`, { cause: thrown });
  }
  throw thrown;
}

/** The URL of a stream without its name. */
function placeOf(url: string): string {
  const place = new URL(url);
  place.pathname = '';
  return String(place);
}

export const isMissing = (thrown: unknown): boolean =>
  thrown instanceof PipelineError && nameOf(thrown.cause) === 'ResourceNotFoundException';
