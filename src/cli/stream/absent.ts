import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { PipelineError } from '../../core/errors.ts';
import type { StreamAddress } from './address.ts';

/** Streams that are named. */
const NAMED_MAX = 20;

/** Of a stream that is not there, what there is instead; where that may not be asked, what was told. */
export async function absent(
  told: PipelineError,
  { stream, region, endpoint }: StreamAddress,
  client: KinesisClient,
  sdk: typeof import('@aws-sdk/client-kinesis'),
): Promise<PipelineError> {
  const listed = await client.send(new sdk.ListStreamsCommand({ Limit: NAMED_MAX })).catch(() => undefined);
  if (!listed) return told;
  const names = (listed.StreamNames ?? []).join(', ') || 'none';
  const more = listed.HasMoreStreams ? ' and others' : '';
  const where = `${region ?? (await client.config.region())}${endpoint === undefined ? '' : ` at ${endpoint}`}`;
  return new PipelineError(
    'MISSING',
    `There is no stream ${stream} in ${where}. There is: ${names}${more}; ` +
      `"millrace stream create ${stream} --shards 1" makes it.`,
    { cause: told.cause },
  );
}
