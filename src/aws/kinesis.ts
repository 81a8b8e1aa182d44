import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { type AwsPlace, clientOptions } from './client.ts';
import { readOwnPages } from './pages/own-pages.ts';

/** Who takes apart the pages of records that the service gives: the SDK, or `readOwnPages`. */
export type Decoder = 'sdk' | 'own';

export const isDecoder = (text: string): text is Decoder => text === 'sdk' || text === 'own';

/** Where streams are, and how they are read. */
export interface KinesisPlace extends AwsPlace {
  /** `sdk` unless told otherwise; `own` gives the same for less, and has not met the service itself yet. */
  readonly decoder?: Decoder | undefined;
}

/** A client of Kinesis; whoever asks for it destroys it. The SDK is loaded with the first one: most runs need none. */
export async function kinesisClient(place: KinesisPlace): Promise<KinesisClient> {
  const [sdk, options] = await Promise.all([import('@aws-sdk/client-kinesis'), clientOptions(place)]);
  const client = new sdk.KinesisClient(options);
  if (place.decoder === 'own') readOwnPages(client);
  return client;
}
