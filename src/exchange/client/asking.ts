import { WorldError } from '../../core/errors.ts';
import { printable } from '../../core/table.ts';
import { type Clock, type Duration, millis, seconds } from '../../core/time.ts';
import type { Address } from './address.ts';
import { limiterOf, ORDERS, WEIGHT } from './limiter.ts';
import { type Refusal, refusalOf, sentence, Unclear } from './refusal.ts';
import { type HttpAnswer, type HttpRequest, send, Unanswered } from './request.ts';
import { fields, type Shape, Unexpected, whole } from './shape.ts';
import { type Credentials, Signer } from './signing.ts';

/** Parameters by name; what is undefined is not sent. */
export type Query = { readonly [name: string]: string | number | undefined };

/** Something to ask the exchange for. */
export interface Call<T> {
  readonly method?: HttpRequest['method'];
  /** Behind `/api/v3/`. */
  readonly path: string;
  readonly query?: Query;
  /** What the exchange will count for it. */
  readonly weight: number;
  readonly as: Shape<T>;
  /** Whether it is asked in the name of an account. */
  readonly signed?: true;
  /** Whether it is counted as an order, too. */
  readonly order?: true;
  /** Whether it may be asked twice, though it is no GET. */
  readonly harmless?: true;
}
export type Ask = <T>(call: Call<T>) => Promise<T>;

export interface Asking {
  readonly address: Address;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly credentials: Credentials;
}

/** How often something is asked that fails in a way that may pass, and how long is waited in between. */
const ATTEMPTS = 3;
const PAUSE: Duration = millis(500);
const PAUSE_MAX: Duration = seconds(5);

/** What asks an exchange, within its limits: waits where it must, and asks again where that is safe. */
export function asker({ address, clock, signal, credentials }: Asking): Ask {
  const weights = limiterOf(clock, address.service, WEIGHT);
  const orders = limiterOf(clock, address.service, ORDERS);
  const signer = new Signer(credentials, clock, () => ask(TIME));

  async function once<T>(call: Call<T>, base: string): Promise<{ readonly value: T } | Refusal> {
    const { method = 'GET', path } = call;
    const url = `${base}api/v3/${path}`;
    const query = queryOf(call.query ?? {});
    // What is signed tells of an account: no error shows it.
    const name = call.signed ? `${method} ${url}` : url + query;
    const aheadBy = call.signed ? await signer.aheadBy() : 0;
    const done = await admitted(call);
    let answer: HttpAnswer | undefined;
    try {
      // Behind all waiting, because a signature is good for seconds.
      const { query: sent, headers } = call.signed ? signer.sign(query, aheadBy) : { query, headers: {} };
      answer = await send({ method, url: url + sent, headers, signal, name });
      if (answer.status === 200) return { value: valueIn(name, answer, call) };
      const refusal = refusalOf(name, answer, clock.now(), call.signed ? undefined : call.query?.symbol);
      if (refusal.limit) weights[refusal.limit.kind](refusal.limit.span, refusal.error.message);
      if (refusal.late) signer.forget();
      return refusal;
    } catch (thrown) {
      if (thrown instanceof Unanswered) return { error: thrown, again: 'reads' };
      throw thrown;
    } finally {
      done(answer);
    }
  }

  /** Waits until a call may be sent; what it gives is called with the answer, or without one. */
  async function admitted({ weight, order }: Call<unknown>): Promise<(answer: HttpAnswer | undefined) => void> {
    const pass = order ? await orders.take(1, signal) : undefined;
    const weighed = await weights.take(weight, signal).catch((thrown: unknown) => {
      pass?.done(0);
      throw thrown;
    });
    return (answer) => {
      weighed.done(countIn(answer, 'x-mbx-used-weight-1m'));
      pass?.done(countIn(answer, 'x-mbx-order-count-10s'));
    };
  }

  const ask: Ask = async (call) => {
    const reads = isRead(call);
    for (let attempt = 1; ; attempt++) {
      const base = address.bases[(attempt - 1) % address.bases.length] ?? '';
      const got = await once(call, base);
      if ('value' in got) return got.value;
      if (got.again === 'reads' && !reads) {
        const message = `${sentence(got.error.message)} What became of the request is not known`;
        throw new Unclear(message, { cause: got.error });
      }
      if (got.again === 'never' || attempt === ATTEMPTS) throw got.error;
      if (got.again === 'reads') await clock.sleep(Math.min(PAUSE_MAX, PAUSE * 2 ** (attempt - 1)), signal);
    }
  };
  return ask;
}

const isRead = ({ method = 'GET', harmless }: Call<unknown>): boolean => method === 'GET' || harmless === true;

/** The exchange's time. */
export const TIME: Call<number> = {
  path: 'time',
  weight: 1,
  as: (value, at) => fields({ serverTime: whole })(value, at).serverTime,
};

/** Percent-encoded, since that is what is signed, with its question mark; empty where there are no parameters. */
function queryOf(query: Query): string {
  const sent = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = sent.map(([name, value]) => `${name}=${encoded(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** To the last sign, since the exchange signs its own encoding, and JavaScript leaves five signs as they are. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** What the exchange says that it has counted. */
function countIn(answer: HttpAnswer | undefined, header: string): number | undefined {
  const count = answer?.headers.get(header) ?? '';
  return /^\d{1,9}$/.test(count) ? Number(count) : undefined;
}

function valueIn<T>(name: string, { text }: HttpAnswer, call: Call<T>): T {
  const start = call.signed ? '' : ` ${printable(text.slice(0, 200))}`.trimEnd();
  const failure = (why: string) =>
    isRead(call) ? new WorldError(why) : new Unclear(`${why} The exchange has answered 200`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw failure(`${name}: got 200${start}, wanted JSON: look what stands at that address.`);
  }
  try {
    return call.as(json, '');
  } catch (thrown) {
    if (!(thrown instanceof Unexpected)) throw thrown;
    throw failure(`${name}: ${call.signed ? `${thrown.discreet}.` : `${thrown.message}. Got 200${start}`}`);
  }
}
