import { createHmac } from 'node:crypto';
import { type Millis, seconds } from '../../../core/time.ts';
import { type Query, Refusal } from '../query.ts';

/** Who may use the account. */
export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

/** A request as it was sent: its parameters count letter by letter. */
export interface Sent {
  /** The value of X-MBX-APIKEY. */
  readonly key: string | undefined;
  /** What stands after the question mark. */
  readonly search: string;
  readonly body: string;
}

export interface Timing {
  /** The market's time. */
  readonly now: Millis;
  /** How many times faster than the clock the market runs: a window is so many times as wide. */
  readonly speed: number;
}

const WINDOW_USUAL = 5_000;
const WINDOW_MAX = 60_000;
/** How far a client's clock may be ahead. */
const AHEAD_MAX = seconds(1);
/** A signature stands last, in the body or else in the query. */
const SIGNATURE = /(?:^|&)signature=([^&]*)$/;

/** What is signed is percent-encoded first. */
const ENCODED = /^(?:[\w.~=&-]|%[\da-f]{2})*$/i;

/** Throws a Refusal for a request that was not signed by these credentials just now. */
export function authorize(query: Query, sent: Sent, { key, secret }: Credentials, { now, speed }: Timing): void {
  if (!sent.key) throw new Refusal(-2014, 'API-key format invalid.', 401);
  if (sent.key !== key) throw new Refusal(-2015, 'Invalid API-key, IP, or permissions for action.', 401);

  const signature = query.required('signature').toLowerCase();
  const signed = SIGNATURE.test(sent.body)
    ? sent.search + sent.body.replace(SIGNATURE, '')
    : sent.search.replace(SIGNATURE, '') + sent.body;
  if (!ENCODED.test(signed) || createHmac('sha256', secret).update(signed).digest('hex') !== signature) {
    throw new Refusal(-1022, 'Signature for this request is not valid.');
  }

  query.required('timestamp');
  const timestamp = query.number('timestamp') ?? 0;
  const window = query.number('recvWindow') ?? WINDOW_USUAL;
  if (window > WINDOW_MAX) throw new Refusal(-1131, `recvWindow must be less than ${WINDOW_MAX}.`);
  if (timestamp >= now + AHEAD_MAX * Math.max(1, speed)) {
    throw new Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (now - timestamp > window * Math.max(1, speed)) {
    throw new Refusal(-1021, 'Timestamp for this request is outside of the recvWindow.');
  }
}
