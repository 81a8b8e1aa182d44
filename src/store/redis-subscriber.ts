import type { Redis } from 'ioredis';
import type { Clock, Duration } from '../core/time.ts';
import { failure } from './redis-failure.ts';

/** A connection that only listens. */
export interface Subscriber {
  subscribe(channel: string): Promise<void>;
  close(): void;
}

export interface Hearing {
  readonly heard: (channel: string) => void;
  /** The connection was lost, and is there again. */
  readonly again: (subscriber: Subscriber) => Promise<void>;
}

/** How it is seen that nobody is there any more: who hears nothing asks so often for a sign. */
interface Asking {
  readonly clock: Clock;
  readonly sign: Duration;
}

/** A connection that gives no sign is made again. */
export async function subscriberOf(
  redis: Redis,
  shown: string,
  { clock, sign }: Asking,
  { heard, again }: Hearing,
): Promise<Subscriber> {
  redis.on('error', () => {}); // it is made again, and says so
  redis.on('message', heard);
  const explained = (thrown: unknown) => Promise.reject(failure(thrown, shown));
  const closed = new AbortController();
  const subscriber: Subscriber = {
    subscribe: async (channel) => void (await redis.subscribe(channel).catch(explained)),
    close: () => {
      closed.abort();
      redis.disconnect();
    },
  };
  await redis.connect().catch((thrown: unknown) => {
    subscriber.close();
    return explained(thrown);
  });
  const ask = async () => {
    for (; !closed.signal.aborted; await clock.sleep(sign, closed.signal)) await redis.ping().catch(() => {});
  };
  void ask(); // what comes of it `again` tells
  redis.on('ready', () => void again(subscriber).catch(() => redis.disconnect(true)));
  return subscriber;
}
