import { messageOf, PipelineError, WorldError } from '../../core/errors.ts';

const KMS = 'Make the key with which the stream is encrypted usable, and allow its use.';

/** What the service or the SDK threw, by its name: what the user has to put right before it can work. */
const needsHelp: { readonly [name: string]: string } = {
  ResourceNotFoundException: 'Make it with "millrace stream create", or name one that is there, in its region.',
  AccessDeniedException: 'Allow it in IAM, or use other credentials.',
  UnrecognizedClientException: 'Use credentials of an account that is there.',
  InvalidSignatureException: 'Check the secret key, and the clock of this machine.',
  ExpiredTokenException: 'Get new credentials.',
  CredentialsProviderError: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ValidationException: 'Check its name and the options.',
  InvalidArgumentException: 'Check its name and the options.',
  KMSAccessDeniedException: KMS,
  KMSDisabledException: KMS,
  KMSInvalidStateException: KMS,
  KMSNotFoundException: KMS,
  KMSOptInRequired: KMS,
  UnknownOperationException: 'Use another service: this one does not know it.',
};

/** By its code, why nobody answered: time may mend it, and so may the user. */
const unreachable: { readonly [code: string]: string } = {
  ECONNREFUSED: 'Nothing listens there: check the endpoint, and whether what it names is running.',
  ENOTFOUND: 'There is no such host: check the endpoint, the region and the network.',
  EPROTO: 'It does not speak TLS: name an endpoint that begins with http://.',
  EAI_AGAIN: 'The host cannot be looked up: check the region, and the network.',
};

/** What was thrown, as an error of ours; what only time can mend is a WorldError. One of ours comes back as it is. */
export function failure(thrown: unknown, stream: string): PipelineError {
  if (thrown instanceof PipelineError) return thrown;
  const name = nameOf(thrown);
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  // Of several addresses of one host that all failed, Node tells the code alone.
  const message = messageOf(thrown).replace(/\.$/, '') || code;
  const said = `Kinesis stream ${stream}: ${/^(Aggregate)?Error$/.test(name) ? '' : `${name}: `}${message}`;
  if (message === 'Region is missing') return new PipelineError('CONFIG', `${said}. ${REGION}`, { cause: thrown });
  const todo = needsHelp[name];
  if (todo === undefined) {
    const maybe = unreachable[code];
    return new WorldError(maybe === undefined ? said : `${said}. ${maybe}`, { cause: thrown });
  }
  return new PipelineError(name === 'ResourceNotFoundException' ? 'MISSING' : 'CONFIG', `${said}. ${todo}`, {
    cause: thrown,
  });
}

/** Whether only time can mend what was thrown. */
export const isOfTheWorld = (thrown: unknown): boolean => failure(thrown, '') instanceof WorldError;

const REGION = 'Say --log kinesis://REGION, or set MILLRACE_LOG or AWS_REGION; for an agent, kinesis.region.';

/** How the SDK calls an error, such as `ExpiredIteratorException`. */
export const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);
