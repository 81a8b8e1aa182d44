import { messageOf, PipelineError, WorldError } from '../core/errors.ts';

/** The server will not have it, however often it is asked: SMTP's answers from 500 on. */
export class MailRefusal extends PipelineError {
  /** The user and the password; or what was sent, its size or its content; or who sends it, and who gets it. */
  readonly of: 'login' | 'content' | 'others';

  constructor(message: string, of: MailRefusal['of'], options?: ErrorOptions) {
    super('CONFIG', message, options);
    this.of = of;
  }
}

/** What nodemailer adds to an error. */
interface SmtpError extends Error {
  readonly code: string;
  /** Of the system's, where there is one behind. */
  readonly originalCode?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly permanent?: boolean;
}

/** By nodemailer's code, what to do about an answer that is a refusal. */
const REFUSED: Readonly<Record<string, string>> = {
  EAUTH: 'Check the user and the password of the server, SMTP_URL.',
  EENVELOPE: 'Check who sends (MAIL_FROM), who gets it, and whether the server wants a user and a password.',
  EMESSAGE: 'It will not have this content, or so much of it.',
  ETLS: 'It does not speak STARTTLS: take another port, smtps://, or on this machine ?starttls=no.',
};

/** The same of what is no answer. */
const NEEDS_HELP: Readonly<Record<string, string>> = {
  ENOAUTH: 'Name a user and a password: smtp://USER:PASSWORD@HOST.',
  ECONFIG: 'Check the server, SMTP_URL.',
  EENVELOPE: 'Check who sends, and who gets it.',
};

/** By the system's code, why nobody answered: time may mend it, and so may the user. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: check the host and the port.',
  ENOTFOUND: 'There is no such host: check it, and the network.',
};

/** Why a certificate is not trusted, by the codes of Node. */
const CERTIFICATE = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_|UNABLE_TO_|ERR_TLS_CERT_)/;
const TRUSTED =
  'Wanted: a certificate of this name that this machine trusts, or its issuer in the file that NODE_EXTRA_CA_CERTS ' +
  'names';

/** What was thrown while mail was sent, as an error of ours; a mistake of ours stays what it is. */
export function mailFailure(thrown: unknown, shown: string): unknown {
  if (thrown instanceof PipelineError || !isOfSmtp(thrown)) return thrown;
  const { code, originalCode = '', response, responseCode, permanent = false, command = 'us' } = thrown;
  const cause = { cause: thrown };
  if (responseCode !== undefined) {
    const said = `${shown} answers ${command} with: ${oneLine(response ?? String(responseCode))}`;
    if (!permanent) return new WorldError(said, cause);
    const of = code === 'EAUTH' ? 'login' : code === 'EMESSAGE' ? 'content' : 'others';
    return new MailRefusal(`${said}. ${REFUSED[code] ?? 'Ask whoever runs it.'}`, of, cause);
  }
  if (CERTIFICATE.test(originalCode)) {
    return new PipelineError('CONFIG', `${shown}: ${originalCode}. ${TRUSTED}.`, cause);
  }
  if (originalCode === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    const todo = 'It does not speak TLS from the first byte: begin the URL with smtp://, and take port 587.';
    return new PipelineError('CONFIG', `${shown}: ${originalCode}. ${todo}`, cause);
  }
  const said = `${shown}: ${oneLine(messageOf(thrown))}`;
  const todo = NEEDS_HELP[code];
  if (todo !== undefined) return new PipelineError('CONFIG', `${said}. ${todo}`, cause);
  const silent = thrown.message === 'Greeting never received' && 'Where it speaks TLS from the first byte, smtps://.';
  const maybe = UNREACHABLE[originalCode] ?? (silent || undefined);
  return new WorldError(maybe === undefined ? said : `${said}. ${maybe}`, cause);
}

const isOfSmtp = (thrown: unknown): thrown is SmtpError =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && /^E[A-Z\d]+$/.test(thrown.code);

const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
