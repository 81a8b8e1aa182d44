import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { type AwsPlace, clientOptions } from './client.ts';

/** Where streams are. */
export type KinesisPlace = AwsPlace;

/** A client of Kinesis; whoever asks for it destroys it. The SDK is loaded with the first one: most runs need none. */
export async function kinesisClient(place: KinesisPlace): Promise<KinesisClient> {
  const [sdk, options] = await Promise.all([import('@aws-sdk/client-kinesis'), clientOptions(place)]);
  return new sdk.KinesisClient(options);
}
