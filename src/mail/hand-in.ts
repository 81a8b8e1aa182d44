import { type Secret, secret } from '../core/secret.ts';
import type { RunContext } from '../core/source.ts';
import { type Duration, minutes, seconds } from '../core/time.ts';
import { MailRefusal, mailFailure } from './failure.ts';
import { type Mail, sender } from './mail.ts';
import { type Mime, mimeOf } from './mime.ts';
import { type Server, serverAt } from './server.ts';

/** Where mail is handed in. */
export interface PostOptions {
  /** The server's URL, `smtp://USER:PASSWORD@HOST:587` or `smtps://…`. Default: `secret('SMTP_URL')`. */
  readonly server?: Secret;
  /** Who it is from. Default: `MAIL_FROM`, of the environment. */
  readonly from?: string;
}

/** What nobody can send without. */
export const wantedBy = ({ server = SMTP_URL, from }: PostOptions) => ({
  secrets: [server],
  settings: from === undefined ? ['MAIL_FROM'] : [],
});

export const SMTP_URL = secret('SMTP_URL');

export type MailWorld = Pick<RunContext, 'clock' | 'logger' | 'secrets' | 'signal'>;

/** How long a connection may take. */
const CONNECT: Duration = seconds(10);
/** How long the server may be silent: it may look into a mail before it answers, and who gives up sends it again. */
const SILENT: Duration = minutes(2);
/** How long what is in hand may take yet, once it is told to stop. */
const GRACE: Duration = seconds(10);

/**
 * Hands one mail to the server, over a connection of its own. On return the server has it, for one of those whom it
 * goes to at least; who was refused is logged. A MailRefusal where the server will not have it, another PipelineError
 * CONFIG for what else the user can put right, a WorldError where it may be tried again: it may have been taken all the
 * same, and a repetition has the same `Message-ID`. At a stop what is in hand has ten seconds yet.
 */
export async function handIn(mail: Mail, { server = SMTP_URL, from }: PostOptions, world: MailWorld): Promise<void> {
  const { clock, secrets } = world;
  const message = { ...mimeOf(mail, sender(from ?? process.env.MAIL_FROM)), date: new Date(clock.now()) };
  const url = await secrets.read(server);
  try {
    await over(url, message, world);
  } catch (thrown) {
    // The password may be another one by now.
    const fresh = isOfLogin(thrown) ? await secrets.read(server, { fresh: true }) : url;
    if (fresh === url) throw thrown;
    await over(fresh, message, world);
  }
}

const isOfLogin = (thrown: unknown): boolean => thrown instanceof MailRefusal && thrown.of === 'login';

async function over(url: string, message: Mime, { clock, logger, signal }: MailWorld): Promise<void> {
  const server = serverAt(url);
  const { createTransport } = await import('nodemailer'); // most runs need none
  const transport = createTransport(connectionOf(server));
  const [done, end] = [new AbortController(), new AbortController()];
  const hurry = () => void clock.sleep(GRACE, done.signal).then(() => end.abort());
  if (signal.aborted) hurry();
  else signal.addEventListener('abort', hurry);
  try {
    const answer = await transport.sendMail({ ...message, signal: end.signal });
    const { accepted, rejectedErrors = [], response } = answer;
    const { subject, messageId: mail } = message;
    logger.info({ mail, subject, to: accepted, answer: response }, 'mail was handed in');
    for (const { recipient: to, response: reason } of rejectedErrors) {
      logger.error({ mail, subject, to, reason }, 'the mail went to others, and the server refuses this one');
    }
  } catch (thrown) {
    throw mailFailure(thrown, server.shown);
  } finally {
    signal.removeEventListener('abort', hurry);
    done.abort();
    transport.close();
  }
}

const connectionOf = ({ host, port, tls, login }: Server) => ({
  host,
  port,
  secure: tls === 'at once',
  requireTLS: tls === 'starttls',
  ignoreTLS: tls === 'none',
  ...(login && { auth: login }),
  connectionTimeout: CONNECT,
  greetingTimeout: CONNECT,
  dnsTimeout: CONNECT,
  socketTimeout: SILENT,
  disableFileAccess: true,
  disableUrlAccess: true,
});
