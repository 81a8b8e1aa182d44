import { isIP } from 'node:net';
import type { Redis } from 'ioredis';
import type { Clock, Duration } from '../core/time.ts';
import { type RedisAddress, redisAddress } from './redis-address.ts';
import { failure, isAway } from './redis-failure.ts';
import type { Script } from './redis-script.ts';
import { type Hearing, type Subscriber, subscriberOf } from './redis-subscriber.ts';
import { refuseUnfit } from './redis-unfit.ts';

/** How long is waited for Redis. */
export interface Spans {
  readonly connect: Duration;
  /** For an answer: a commit may have been applied by then, and whoever opens the task again reads what there is. */
  readonly answer: Duration;
  /** Who only listens asks so often for an answer. */
  readonly sign: Duration;
}

const SPANS: Spans = { connect: 5_000, answer: 10_000, sign: 5_000 };
const AGAIN = { first: 50, longest: 2_000 };

type Argument = string | number | Buffer;

/**
 * One connection, which is made again, with its user and database, whenever it is lost, or answers nothing: the other
 * end may be gone without a word. What was under way then is an error of the world, and is never sent again by itself:
 * it may have been applied.
 */
export class Connection {
  readonly address: RedisAddress;
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #spans: Spans;
  /** Why it was lost last, or could not be made; undefined while it is there. */
  #last: unknown;

  private constructor(address: RedisAddress, redis: Redis, clock: Clock, spans: Spans) {
    this.address = address;
    this.#clock = clock;
    this.#spans = spans;
    this.#redis = redis;
  }

  static async open(url: string, clock: Clock, spans: Spans = SPANS): Promise<Connection> {
    const address = redisAddress(url);
    const { host, port, username, password, db, tls } = address;
    const ioredis = await import('ioredis');
    const redis = new ioredis.Redis({
      ...{ host, port, db, lazyConnect: true, connectionName: 'millrace', connectTimeout: spans.connect },
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: isIP(host) ? {} : { servername: host } }), // an address has no name to be asked for
      commandTimeout: spans.answer,
      socketTimeout: spans.answer,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      enableReadyCheck: false, // `refuseUnfit` asks, and says what is wrong
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(AGAIN.first * 2 ** (times - 1), AGAIN.longest),
      // A replica is not written to: who was the master says so, and its address may lead to the new one by now.
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
      protocol: 2,
    });
    const connection = new Connection(address, redis, clock, spans);
    redis.on('error', (error) => {
      connection.#last = error;
    });
    redis.on('ready', () => {
      connection.#last = undefined;
    });
    try {
      await redis.connect().catch((thrown: unknown) => Promise.reject(connection.#last ?? thrown));
      await refuseUnfit(connection);
      return connection;
    } catch (thrown) {
      await connection.close();
      throw failure(thrown, address.shown);
    }
  }

  /** Runs a script as one step; texts come back as such. */
  run(script: Script, keys: readonly string[], args: readonly Argument[] = []): Promise<unknown> {
    return this.#run(script, keys, args, (name, rest) => this.#redis.call(name, rest));
  }

  /** The same, with all that comes back as bytes. */
  runForBytes(script: Script, keys: readonly string[], args: readonly Argument[] = []): Promise<unknown> {
    return this.#run(script, keys, args, (name, rest) => this.#redis.callBuffer(name, rest));
  }

  async command(name: string, ...args: readonly Argument[]): Promise<unknown> {
    return this.#redis.call(name, ...args).catch((thrown: unknown) => Promise.reject(this.#failure(thrown)));
  }

  /** A second connection, for listening. */
  subscriber(hearing: Hearing): Promise<Subscriber> {
    const listening = this.#redis.duplicate({ autoResubscribe: false });
    return subscriberOf(listening, this.address.shown, { clock: this.#clock, sign: this.#spans.sign }, hearing);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #run(
    { sha, text }: Script,
    keys: readonly string[],
    args: readonly Argument[],
    call: (name: string, args: Argument[]) => Promise<unknown>,
  ): Promise<unknown> {
    // As one array, for they are more than a call takes arguments.
    const rest = [keys.length, ...keys, ...args];
    try {
      return await call('EVALSHA', [sha, ...rest]).catch((thrown: unknown) => {
        // Not known there, so not run: the first time, and after a restart.
        if (thrown instanceof Error && thrown.message.startsWith('NOSCRIPT')) return call('EVAL', [text, ...rest]);
        throw thrown;
      });
    } catch (thrown) {
      throw this.#failure(thrown);
    }
  }

  /** While there is no connection, why there is none says more than that. */
  #failure(thrown: unknown): unknown {
    const why = isAway(thrown) ? (this.#last ?? thrown) : thrown;
    return failure(why, this.address.shown);
  }
}
