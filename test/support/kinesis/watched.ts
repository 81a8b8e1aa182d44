import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { readOwnPages } from '../../../src/aws/pages/own-pages.ts';

interface Protocol {
  deserializeResponse(operation: unknown, context: unknown, response: { body?: unknown }): Promise<object>;
}

/** Lets a client read pages without the SDK, and counts the answers that it leaves to the SDK all the same. */
export function watched(client: KinesisClient): { readonly left: number } {
  const seen = { left: 0 };
  const protocol: Protocol = client.config.protocol;
  const bySdk = protocol.deserializeResponse.bind(protocol);
  protocol.deserializeResponse = (operation, context, response) => {
    // Of a page that was read, the SDK sees all but the body.
    if (!(response.body instanceof Uint8Array && response.body.length === 0)) seen.left++;
    return bySdk(operation, context, response);
  };
  readOwnPages(client);
  return seen;
}
