import { Readable } from 'node:stream';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { pageIn, roomFor } from './page.ts';
import { Room } from './room.ts';

/** A page has 10 MB of data at most, and some hundred bytes beside for each of 10,000 records. */
const LENGTH_MAX = 32 << 20;

/** What is used here of the SDK's protocol, which turns answers into what they tell. */
interface Protocol {
  deserializeResponse(operation: { readonly name: string }, context: object, response: Response): Promise<object>;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Lets a client read the pages of GetRecords by `pageIn`, which costs a fraction of what the SDK's own way does.
 * Whatever is no usual page is left to the SDK, which sees it as it came, so that every answer and every error is what
 * it would be; so are signatures, endpoints and all other operations.
 */
export function readOwnPages({ config }: KinesisClient): void {
  const protocol: Protocol = config.protocol;
  const bySdk = protocol.deserializeResponse.bind(protocol);
  const room = new Room();
  protocol.deserializeResponse = async (operation, context, response) => {
    const { body, headers, statusCode } = response;
    const length = Number(headers['content-length']);
    const usual = statusCode === 200 && length <= LENGTH_MAX && body instanceof Readable;
    if (operation.name !== 'GetRecords' || !usual) return bySdk(operation, context, response);
    const memory = room.take(length + roomFor(length));
    const bytes = memory.subarray(0, await collect(body, memory));
    const page = pageIn(bytes, memory.subarray(bytes.length));
    if (!page) return bySdk(operation, context, { ...response, body: bytes });
    room.giveBack(memory);
    const rest = await bySdk(operation, context, { ...response, body: new Uint8Array() });
    return Object.assign(rest, page);
  };
}

async function collect(body: Readable, into: Uint8Array): Promise<number> {
  let at = 0;
  for await (const chunk of body) {
    into.set(chunk, at);
    at += chunk.length;
  }
  return at;
}
