import type { KinesisClient } from '@aws-sdk/client-kinesis';

/** Where streams are. What is left out is looked up as AWS's own tools do: environment, profile, instance. */
export interface KinesisPlace {
  readonly region?: string | undefined;
  /** Something that speaks Kinesis elsewhere, such as an emulator. */
  readonly endpoint?: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/**
 * A client of Kinesis; whoever asks for it destroys it. The SDK is loaded with the first one, because most runs need
 * none. It tries nothing again by itself: who reads and who writes a stream know better when that makes sense.
 */
export async function kinesisClient({ region, endpoint, credentials }: KinesisPlace): Promise<KinesisClient> {
  const [sdk, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-kinesis'),
    import('@smithy/node-http-handler'),
  ]);
  return new sdk.KinesisClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    maxAttempts: 1,
    // HTTP/1.1: many requests to one host at a time, each on a connection of its own, and emulators speak it as well.
    requestHandler: new NodeHttpHandler({
      requestTimeout: 30_000,
      throwOnRequestTimeout: true, // it would only warn
      connectionTimeout: 5_000,
    }),
  });
}
