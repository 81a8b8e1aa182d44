import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { PipelineError } from '../../core/errors.ts';
import { type Clock, type Duration, type Millis, minutes } from '../../core/time.ts';

/** What an account is asked with: a secret, or a private key as PEM. Never logged, and shown in no error. */
export interface Credentials {
  readonly key: string | undefined;
  readonly secret: string | undefined;
}

/** How late a request may come, in ms: Binance's own default. */
const RECEIVE_WITHIN = 5_000;
/** How long it is believed how far this machine's clock is off. */
const BELIEVED: Duration = minutes(30);

/** Signs queries as Binance wants it, by the exchange's own time. */
export class Signer {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #serverTime: () => Promise<Millis>;
  #ahead: { readonly by: Promise<Millis>; readonly since: Duration } | undefined;

  constructor(credentials: Credentials, clock: Clock, serverTime: () => Promise<Millis>) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#serverTime = serverTime;
  }

  /**
   * How far the exchange's clock is ahead of this machine's; all who want to know wait for one answer. To be had before
   * a call is let through: the exchange is asked for it, which needs room, too.
   *
   * @throws PipelineError CONFIG where there are no credentials
   */
  async aheadBy(): Promise<Millis> {
    this.#credentialsIn();
    const elapsed = this.#clock.elapsed();
    if (!this.#ahead || elapsed - this.#ahead.since >= BELIEVED) {
      const ahead = { by: this.#measured(), since: elapsed };
      this.#ahead = ahead;
      ahead.by.catch(() => {
        if (this.#ahead === ahead) this.forget();
      });
    }
    return this.#ahead.by;
  }

  /** `query` begins with a question mark, or is empty. */
  sign(query: string, aheadBy: Millis): { readonly query: string; readonly headers: Readonly<Record<string, string>> } {
    const { key, secret } = this.#credentialsIn();
    const window = /[?&]recvWindow=/.test(query) ? '' : `recvWindow=${RECEIVE_WITHIN}&`;
    const timestamp = Math.floor(this.#clock.now() + aheadBy);
    const signed = `${query === '' ? '' : `${query.slice(1)}&`}${window}timestamp=${timestamp}`;
    const signature = encodeURIComponent(signatureOf(signed, secret));
    return { query: `?${signed}&signature=${signature}`, headers: { 'X-MBX-APIKEY': key } };
  }

  /** The clocks have parted: the exchange's is asked again before the next request. */
  forget(): void {
    this.#ahead = undefined;
  }

  #credentialsIn(): { readonly key: string; readonly secret: string } {
    const { key, secret } = this.#credentials;
    if (key && secret && /^[\x21-\x7e]+$/.test(key)) return { key, secret };
    const got = key && secret ? 'BINANCE_KEY has characters that no key has' : `there is no ${key ? 'secret' : 'key'}`;
    throw new PipelineError('CONFIG', `This asks for an account, and ${got}: set BINANCE_KEY and BINANCE_SECRET.`);
  }

  async #measured(): Promise<Millis> {
    const before = this.#clock.now();
    const server = await this.#serverTime();
    // It was read somewhere between the request and its answer.
    return server - (before + this.#clock.now()) / 2;
  }
}

/** By HMAC-SHA256 in hex; by a private key, RSA or Ed25519, in base64. Blanks around the secret are none of it. */
export function signatureOf(query: string, secret: string): string {
  const trimmed = secret.trim();
  if (!trimmed.startsWith('-----BEGIN')) return createHmac('sha256', trimmed).update(query).digest('hex');
  const key = privateKey(trimmed);
  return sign(algorithmOf(key), Buffer.from(query), key).toString('base64');
}

function algorithmOf({ asymmetricKeyType: kind }: KeyObject): 'sha256' | null {
  if (kind === 'rsa') return 'sha256';
  if (kind === 'ed25519') return null;
  throw new PipelineError('CONFIG', `BINANCE_SECRET is a private key of the kind ${kind}, wanted Ed25519 or RSA.`);
}

function privateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // Without the cause, which may tell of the key.
    throw new PipelineError('CONFIG', 'BINANCE_SECRET begins as a private key does, and cannot be read as one.');
  }
}
