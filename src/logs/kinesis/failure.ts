import { messageOf, PipelineError, WorldError } from '../../core/errors.ts';

/** What the service or the SDK threw, by its name: what the user has to put right before it can work. */
const needsHelp: { readonly [name: string]: string } = {
  ResourceNotFoundException: 'Make it with "millrace stream create", or name one that is there.',
  AccessDeniedException: 'Allow it in IAM, or use other credentials.',
  UnrecognizedClientException: 'Use credentials of an account that is there.',
  InvalidSignatureException: 'Check the secret key, and the clock of this machine.',
  ExpiredTokenException: 'Get new credentials.',
  CredentialsProviderError: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ValidationException: 'Check its name and the options.',
  InvalidArgumentException: 'Check its name and the options.',
};

/** What was thrown, as an error of ours; what only time can mend is a WorldError. One of ours comes back as it is. */
export function failure(thrown: unknown, stream: string): PipelineError {
  if (thrown instanceof PipelineError) return thrown;
  const name = nameOf(thrown);
  const todo = needsHelp[name];
  const said = `Kinesis stream ${stream}: ${name}: ${messageOf(thrown)}`;
  if (todo === undefined) return new WorldError(said, { cause: thrown });
  return new PipelineError(name === 'ResourceNotFoundException' ? 'MISSING' : 'CONFIG', `${said} ${todo}`, {
    cause: thrown,
  });
}

/** How the SDK calls an error, such as `ExpiredIteratorException`. */
export const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);
