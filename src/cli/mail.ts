import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { never } from '../core/never.ts';
import { receivers } from '../mail/mail.ts';
import { send } from '../mail/send.ts';
import { example } from './example.ts';
import { say } from './output.ts';
import { sessionOf } from './session.ts';

export function mailCommand(program: Command): void {
  const mail = program
    .command('mail')
    .summary('Send a mail, to try the settings.')
    .description('Mail by the server of SMTP_URL, from MAIL_FROM, as jobs and pipelines send it.')
    .addHelpText('after', example(EXAMPLE));
  mail
    .command('send')
    .description('Send what comes on stdin to somebody. It says what the server has answered.')
    .argument('<to>', 'an address')
    .argument('<subject>', 'what it is about, in one line')
    .addHelpText('after', example(EXAMPLE))
    .action(async (to: string, subject: string, _: object, command: Command) => {
      const session = sessionOf(command);
      const all = receivers(to);
      if (process.stdin.isTTY) say('Type the text, and Ctrl-D on a line of its own.');
      const body = await text(process.stdin);
      if (body.trim() === '') throw new PipelineError('CONFIG', 'Nothing came on stdin. Wanted: the text of the mail.');
      // Never the same one again: to send it twice is meant.
      const id = `${session.owner} at ${session.clock.now()}`;
      await send({ id, to: all, subject, text: body, pictures: [] }, {}, { ...session, signal: never });
    });
}

const EXAMPLE = "echo 'It works.' | millrace mail send ops@example.com 'From Millrace'";
