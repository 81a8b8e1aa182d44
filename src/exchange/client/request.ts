import { messageOf, WorldError } from '../../core/errors.ts';
import { type Duration, seconds } from '../../core/time.ts';

/** From the request to the end of its answer. */
const WITHIN: Duration = seconds(10);
/** What Binance says of all its symbols has some 20 MB. */
const BYTES_MAX = 64 * 1024 * 1024;

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** As it is named in errors: without what is signed. */
  readonly name: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** No answer came, or half of one: what became of the request is not known. */
export class Unanswered extends WorldError {}

/** One request, all of its answer. Rejects as `Unanswered`, or with the signal's reason where that is aborted. */
export async function send({ method, url, headers, signal, name }: HttpRequest): Promise<HttpAnswer> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(WITHIN)]);
    // Whoever sends us elsewhere is not the exchange, and gets no key.
    const response = await fetch(url, { method, headers, signal: patience, redirect: 'manual' });
    return { status: response.status, headers: response.headers, text: await textOf(response) };
  } catch (thrown) {
    signal.throwIfAborted();
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `: ${thrown.cause.message}` : '';
    throw new Unanswered(`${name}: ${messageOf(thrown)}${cause}`, { cause: thrown });
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BYTES_MAX) throw new Error(`its answer has more than ${BYTES_MAX} bytes, which is read no further`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
