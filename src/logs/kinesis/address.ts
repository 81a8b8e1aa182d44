import { isDecoder, type KinesisPlace } from '../../aws/kinesis.ts';
import { PipelineError } from '../../core/errors.ts';

/** A log URL of streams: `kinesis://REGION`, `kinesis://REGION/STREAM`, `…?endpoint=http://127.0.0.1:4567`. */
export interface Address extends KinesisPlace {
  /** Undefined where the URL names the place alone. */
  readonly stream?: string;
}

const WANTED = 'kinesis://eu-west-1, kinesis://eu-west-1/STREAM or kinesis://eu-west-1?endpoint=http://127.0.0.1:4567';

const OPTIONS: readonly string[] = ['endpoint', 'decoder'];

export const isKinesis = (url: string): boolean => url.startsWith('kinesis:');

/** @throws PipelineError CONFIG for what is no such URL */
export function addressOf(url: string): Address {
  const refuse = (what: string) => new PipelineError('CONFIG', `The log URL is ${url}: ${what}. Wanted: ${WANTED}.`);
  if (!isKinesis(url) || !URL.canParse(url)) throw refuse('it names no stream');
  const { host, pathname, searchParams } = new URL(url);
  const stream = pathname.replace(/^\//, '');
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(host)) throw refuse(`"${host}" is no region`);
  if (stream !== '') checkStream(stream);
  for (const name of searchParams.keys()) if (!OPTIONS.includes(name)) throw refuse(`"${name}" is no option`);
  const endpoint = searchParams.get('endpoint') ?? undefined;
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:/.test(endpoint))) {
    throw refuse(`the endpoint "${endpoint}" is no http URL`);
  }
  const decoder = searchParams.get('decoder') ?? undefined;
  if (decoder !== undefined && !isDecoder(decoder)) throw refuse(`the decoder "${decoder}" is neither sdk nor own`);
  return {
    region: host,
    ...(endpoint !== undefined && { endpoint }),
    ...(decoder !== undefined && { decoder }),
    ...(stream !== '' && { stream }),
  };
}

/** By AWS's own rule for the name of a stream. */
export function checkStream(name: string): void {
  if (/^[\w.-]{1,128}$/.test(name)) return;
  const wanted = 'letters, digits, "_", "-" and ".", 128 at most';
  throw new PipelineError('CONFIG', `A stream cannot be named ${JSON.stringify(name)}. Wanted: ${wanted}.`);
}
