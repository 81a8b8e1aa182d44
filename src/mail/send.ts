import { WorldError } from '../core/errors.ts';
import { shortened } from '../core/shortened.ts';
import { type Duration, seconds } from '../core/time.ts';
import { MailRefusal } from './failure.ts';
import { handIn, type MailWorld, type PostOptions } from './hand-in.ts';
import type { Mail } from './mail.ts';

/** Between the first attempt and the second; then five times as long each time. */
const AGAIN: Duration = seconds(2);

/**
 * Sends a mail, in so many attempts where the world fails. Where the server will not have what it says, it goes without
 * its pictures, and then without its text, and says so: no mail holds up those behind it. Throws as `handIn` does.
 */
export async function send(mail: Mail, post: PostOptions, world: MailWorld, attempts = 1): Promise<void> {
  const { clock, signal } = world;
  for (let attempt = 1; ; attempt++) {
    try {
      return await fitting(mail, post, world);
    } catch (thrown) {
      if (!(thrown instanceof WorldError) || attempt === attempts) throw thrown;
      await clock.sleep(AGAIN * 5 ** (attempt - 1), signal);
      if (signal.aborted) throw thrown;
    }
  }
}

async function fitting(mail: Mail, post: PostOptions, world: MailWorld): Promise<void> {
  const { pictures, text } = mail;
  const { logger, secrets } = world;
  try {
    await handIn(mail, post, world);
  } catch (thrown) {
    if (!(thrown instanceof MailRefusal && thrown.of === 'content')) throw thrown;
    const reason = secrets.redact(thrown.message);
    if (pictures.length > 0) {
      const left = `Left out: ${pictures.map(({ name }) => name).join(', ')}. ${reason}`;
      return fitting({ ...mail, text: `${text}\n\n${left}\n`, pictures: [] }, post, world);
    }
    const fields = { subject: mail.subject, reason, text: shortened(secrets.redact(text), TOLD) };
    logger.error(fields, 'the server refuses what a mail says: it goes without');
    await handIn({ ...mail, text: `Left out: the text. ${reason} The log has its beginning.\n` }, post, world);
  }
}

/** Of a text that nobody gets. */
const TOLD = 1_000;
