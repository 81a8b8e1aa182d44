import { isIP } from 'node:net';
import type { Redis } from 'ioredis';
import type { Duration } from '../core/time.ts';
import { type RedisAddress, redisAddress } from './redis-address.ts';
import { failure, isAway } from './redis-failure.ts';
import type { Script } from './redis-script.ts';
import { refuseUnfit } from './redis-unfit.ts';

const CONNECT_WITHIN: Duration = 5_000;
/** A commit may have been applied when this has passed: whoever opens the task again reads what there is. */
const ANSWER_WITHIN: Duration = 10_000;
const AGAIN = { first: 50, longest: 2_000 };

/** A connection that only listens. */
export interface Subscriber {
  subscribe(channel: string): Promise<void>;
  close(): void;
}

interface Hearing {
  readonly heard: (channel: string) => void;
  /** The connection was lost, and is there again. */
  readonly again: (subscriber: Subscriber) => Promise<void>;
}

type Argument = string | number | Buffer;

/**
 * One connection, which is made again, with its user and database, whenever it is lost. What was under way then is an
 * error of the world, and is never sent again by itself: it may have been applied.
 */
export class Connection {
  readonly address: RedisAddress;
  readonly #redis: Redis;
  /** Why it was lost last, or could not be made; undefined while it is there. */
  #last: unknown;

  private constructor(address: RedisAddress, redis: Redis) {
    this.address = address;
    this.#redis = redis;
  }

  static async open(url: string): Promise<Connection> {
    const address = redisAddress(url);
    const { host, port, username, password, db, tls } = address;
    const ioredis = await import('ioredis');
    const redis = new ioredis.Redis({
      ...{ host, port, db, lazyConnect: true, connectionName: 'millrace', connectTimeout: CONNECT_WITHIN },
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: isIP(host) ? {} : { servername: host } }), // an address has no name to be asked for
      commandTimeout: ANSWER_WITHIN,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      enableReadyCheck: false, // `refuseUnfit` asks, and says what is wrong
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(AGAIN.first * 2 ** (times - 1), AGAIN.longest),
      // A replica is not written to: who was the master says so, and its address may lead to the new one by now.
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
      protocol: 2,
    });
    const connection = new Connection(address, redis);
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
  async subscriber({ heard, again }: Hearing): Promise<Subscriber> {
    const redis = this.#redis.duplicate({ autoResubscribe: false });
    redis.on('error', () => {}); // it is made again, and says so
    redis.on('message', heard);
    const explained = (thrown: unknown) => Promise.reject(failure(thrown, this.address.shown));
    const subscriber: Subscriber = {
      subscribe: async (channel) => void (await redis.subscribe(channel).catch(explained)),
      close: () => redis.disconnect(),
    };
    await redis.connect().catch(explained);
    redis.on('ready', () => void again(subscriber).catch(() => redis.disconnect(true)));
    return subscriber;
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
