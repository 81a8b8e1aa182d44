import { messageOf, PipelineError, WorldError } from '../core/errors.ts';

/** What is to be told of a service's errors. */
export interface Failing {
  /** What was asked, such as `Kinesis stream crypto`. */
  readonly what: string;
  /** By the service's or the SDK's name of an error that only the user can put right: what to do, beside the usual. */
  readonly needsHelp: Readonly<Record<string, string>>;
  /** Which of these say that something is not there; the code of the others is CONFIG. */
  readonly missing?: readonly string[];
  /** What to do where nobody says in which region it is. */
  readonly region: string;
}

/** Errors of every service. */
const usual: Readonly<Record<string, string>> = {
  AccessDeniedException: 'Allow it in IAM, or use other credentials.',
  UnrecognizedClientException: 'Use credentials of an account that is there.',
  InvalidClientTokenId: 'Use credentials of an account that is there.',
  InvalidSignatureException: 'Check the secret key, and the clock of this machine.',
  ExpiredTokenException: 'Get new credentials.',
  CredentialsProviderError: 'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  UnknownOperationException: 'Use another service: this one does not know it.',
};

/** By its code, why nobody answered: time may mend it, and so may the user. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: check the endpoint, and whether what it names is running.',
  ENOTFOUND: 'There is no such host: check the endpoint, the region and the network.',
  EPROTO: 'It does not speak TLS: name an endpoint that begins with http://.',
  EAI_AGAIN: 'The host cannot be looked up: check the region, and the network.',
};

/** What was thrown, as an error of ours; what only time can mend is a WorldError. One of ours comes back as it is. */
export function awsFailure(thrown: unknown, { what, needsHelp, missing = [], region }: Failing): PipelineError {
  if (thrown instanceof PipelineError) return thrown;
  const name = nameOf(thrown);
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  // Of several addresses of one host that all failed, Node tells the code alone; an answer may have no message at all.
  const message = messageOf(thrown).replace(/\.$/, '') || code;
  const parts = [
    ...(/^(Aggregate)?Error$/.test(name) ? [] : [name]),
    ...(/^UnknownError$/.test(message) ? [] : [message]),
  ];
  const said = `${what}: ${parts.join(': ')}`;
  if (message === 'Region is missing') return new PipelineError('CONFIG', `${said}. ${region}`, { cause: thrown });
  const todo = needsHelp[name] ?? usual[name];
  if (todo !== undefined) {
    return new PipelineError(missing.includes(name) ? 'MISSING' : 'CONFIG', `${said}. ${todo}`, { cause: thrown });
  }
  const maybe = unreachable[code];
  return new WorldError(maybe === undefined ? said : `${said}. ${maybe}`, { cause: thrown });
}

/** How the SDK calls an error, such as `ExpiredIteratorException`. */
export const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);
