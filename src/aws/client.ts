import { type Duration, seconds } from '../core/time.ts';

/** Where a service of AWS is. What is left out is looked up as AWS's own tools do: environment, profile, instance. */
export interface AwsPlace {
  readonly region?: string | undefined;
  /** Something that speaks its protocol elsewhere, such as an emulator. */
  readonly endpoint?: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/**
 * What a client of the SDK is made with. It tries nothing again by itself: who asks knows better when that makes sense.
 * `answer`: how long is waited for one.
 * Without an `endpoint` the SDK's own variables, such as `AWS_ENDPOINT_URL_KMS`, hold.
 */
export async function clientOptions({ region, endpoint, credentials }: AwsPlace, answer: Duration = seconds(30)) {
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  return {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    maxAttempts: 1,
    // HTTP/1.1: many requests to one host at a time, each on a connection of its own, and emulators speak it as well.
    requestHandler: new NodeHttpHandler({
      requestTimeout: answer,
      throwOnRequestTimeout: true, // it would only warn
      connectionTimeout: 5_000,
    }),
  };
}
