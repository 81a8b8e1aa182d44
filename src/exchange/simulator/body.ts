import type { IncomingMessage } from 'node:http';
import { Refusal } from './query.ts';

/** Longest body of a request. */
const BODY_MAX = 64 * 2 ** 10;
const FORM = /^application\/x-www-form-urlencoded\b/i;

/** The parameters in the body of a request, as they were sent: none where it has another kind of body. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_MAX) throw new Refusal(-1000, `The body has more than ${BODY_MAX} bytes.`, 413);
    chunks.push(chunk);
  }
  return FORM.test(request.headers['content-type'] ?? '') ? Buffer.concat(chunks).toString() : '';
}
