import { type Secret, secret } from '../core/secret.ts';
import type { RunContext } from '../core/source.ts';
import { type Duration, seconds } from '../core/time.ts';
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

export const SMTP_URL = secret('SMTP_URL');

export type MailWorld = Pick<RunContext, 'clock' | 'logger' | 'secrets' | 'signal'>;

/** How long a connection may take, and how long the server may be silent on it. */
const CONNECT: Duration = seconds(10);
const SILENT: Duration = seconds(30);

/**
 * Hands one mail to the server, over a connection of its own. On return the server has it, for one of those whom it
 * goes to at least; who was refused is logged. A MailRefusal where the server will not have it, another PipelineError
 * CONFIG for what else the user can put right, a WorldError where it may be tried again: it may have been taken all the
 * same, and a repetition has the same `Message-ID`.
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

async function over(url: string, message: Mime, { logger }: MailWorld): Promise<void> {
  const server = serverAt(url);
  const { createTransport } = await import('nodemailer'); // most runs need none
  const transport = createTransport(connectionOf(server));
  try {
    const { accepted, rejectedErrors = [], response } = await transport.sendMail(message);
    const { subject, messageId: mail } = message;
    logger.info({ mail, subject, to: accepted, answer: response }, 'mail was handed in');
    for (const { recipient: to, response: reason } of rejectedErrors) {
      logger.error({ mail, subject, to, reason }, 'the mail went to others, and the server refuses this one');
    }
  } catch (thrown) {
    throw mailFailure(thrown, server.shown);
  } finally {
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
