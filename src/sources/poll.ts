import { of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Read } from '../core/record.ts';
import type { Reader, RunContext, Source } from '../core/source.ts';
import { type Duration, END_OF_TIME, iso, type Millis } from '../core/time.ts';
import { type MarketClient, marketClient } from '../exchange/client.ts';

/** What an answer is a list of, or the answer itself. */
export type ItemOf<A> = A extends readonly (infer T)[] ? T : A;

export interface PollOptions<T> {
  /** How often the exchange is asked, at multiples of it. Left out: once, and its pipeline is a job. */
  readonly every?: Duration;
  /** The event time of an item, without which no window closes while it is asked again and again. */
  readonly timeOf?: (item: T) => Millis;
  /** Default: `BINANCE_REST`, else what belongs to `BINANCE_WS`, else Binance itself. */
  readonly url?: string;
}

/**
 * What the exchange answers to a question, as events: each item of a list, or the answer itself. Asked at `at`, which
 * with `every` is a multiple of it; what was not asked while nobody ran is not made up for. An answer that was not
 * committed is asked for again, and may be another one then. The name tells it from other questions.
 */
export function poll<A>(
  name: string,
  ask: (client: MarketClient, at: Millis) => Promise<A>,
  options: PollOptions<ItemOf<A>> = {},
): Source<ItemOf<A>> {
  const { every, timeOf } = options;
  if (typeof name !== 'string' || name === '' || typeof ask !== 'function') {
    const wanted = "poll('prices', (client) => client.tickerPrice())";
    throw new PipelineError('CONFIG', `poll() was given no name or no question. Wanted: such as ${wanted}.`);
  }
  if (every !== undefined && !(every > 0 && every < END_OF_TIME)) {
    throw new PipelineError('CONFIG', `poll(${name}) was given every: ${every}. Wanted: a span such as minutes(1).`);
  }
  const id = 'answers';
  return {
    kind: 'other',
    name: `poll(${name}${every === undefined ? '' : `, every ${every} ms`})`,
    bounded: every === undefined,
    onePartition: true,
    ...(timeOf && { timeOf }),
    partitions: (context) =>
      of([{ id, parents: [], open: async (from) => new PollReader<A>(ask, options, context, from) }]),
  };
}

class PollReader<A> implements Reader<ItemOf<A>> {
  readonly #ask: (client: MarketClient, at: Millis) => Promise<A>;
  readonly #options: PollOptions<ItemOf<A>>;
  readonly #context: RunContext;
  readonly #stop = new AbortController();
  #client: MarketClient | undefined;
  #last: Millis | undefined;

  constructor(
    ask: (client: MarketClient, at: Millis) => Promise<A>,
    options: PollOptions<ItemOf<A>>,
    context: RunContext,
    from: string | undefined,
  ) {
    this.#ask = ask;
    this.#options = options;
    this.#context = context;
    this.#last = from === undefined ? undefined : Number(from);
  }

  async next(signal: AbortSignal): Promise<Read<ItemOf<A>>> {
    const { every } = this.#options;
    const at = every === undefined ? this.#context.scheduled : await this.#due(every, signal);
    const answer = await this.#answer(at, signal);
    const items = (Array.isArray(answer) ? answer : [answer]) as readonly ItemOf<A>[];
    this.#last = at;
    const position = String(at);
    // All of an answer is committed at once: half of it has no place to go on from.
    const read = { items, position, positionOf: () => position, nameOf: (i: number) => `${iso(at)}/${i}` };
    return every === undefined ? { ...read, ended: { children: [] } } : read;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('the poll is closed'));
  }

  /** Waits for the next multiple that has not been asked at; the one that it is, where there was none yet. */
  async #due(every: Duration, signal: AbortSignal): Promise<Millis> {
    const { clock } = this.#context;
    for (;;) {
      signal.throwIfAborted();
      const now = clock.now();
      const current = Math.floor(now / every) * every;
      if (this.#last === undefined || current > this.#last) return current;
      await clock.sleep(this.#last + every - now, signal);
    }
  }

  /** One client asks for all, so that what is listed is known to it; who is stopped amid an answer asks no more. */
  async #answer(at: Millis, signal: AbortSignal): Promise<A> {
    signal.throwIfAborted();
    const { url } = this.#options;
    const { clock } = this.#context;
    this.#client ??= marketClient({ clock, signal: this.#stop.signal, ...(url !== undefined && { url }) });
    const give = () => this.#stop.abort(signal.reason);
    signal.addEventListener('abort', give);
    try {
      return await this.#ask(this.#client, at);
    } finally {
      signal.removeEventListener('abort', give);
    }
  }
}
