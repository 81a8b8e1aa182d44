import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { never } from '../core/never.ts';
import { secret } from '../core/secret.ts';
import { markOf } from '../slack/mark.ts';
import { type Place, refuseNoPlace } from '../slack/place.ts';
import { slackBy } from '../slack/slack.ts';
import { messagesOf } from '../slack/text.ts';
import { example } from './example.ts';
import { fileIn } from './file-in.ts';
import { print, say } from './output.ts';
import { sessionOf } from './session.ts';
import { stdin } from './stdin.ts';

interface Options extends Omit<Place, 'channel'> {
  readonly file?: string;
  readonly title?: string;
  readonly preformatted?: true;
}

export function slackCommand(program: Command): void {
  const slack = program
    .command('slack')
    .summary('Say something in Slack by hand.')
    .description(`Say something in Slack by hand, as the bot whose token ${TOKEN.secret} holds.`)
    .addHelpText('after', example(...EXAMPLES));
  slack
    .command('send')
    .description('Post a text, or a file with or without one, and print the ts of the message, for --thread.')
    .argument('<channel>', 'its name, such as #alerts (in quotes), or its id, such as C0123ABCD')
    .argument('[text]', 'as Slack formats it; - for what comes on stdin')
    .option('--file <path>', 'upload a file, such as a picture; the text stands above it')
    .option('--title <title>', 'of the file; left out: its name')
    .option('--thread <ts>', 'under the message with this ts')
    .option('--username <name>', 'as whom it is said')
    .option('--icon <icon>', 'an emoji, such as :robot_face:, or the address of a picture')
    .option('--preformatted', 'letter by letter, in a font of one width')
    .option('--link-names', 'names of people and channels become links')
    .addHelpText('after', example(...EXAMPLES))
    .action((channel: string, text: string | undefined, options: Options, command: Command) =>
      send({ ...options, channel }, text, options, command),
    );
}

const TOKEN = secret('SLACK_TOKEN');
/** Of which the beginning is said, and how much is left out. */
const STDIN_MAX = 1 << 20;
const EXAMPLES = [
  "millrace slack send '#bots' 'Hi there!'",
  "millrace slack send '#bots' 'The last hour' --file candles.png --username bot --icon :robot_face:",
  "millrace market coins-prices | millrace slack send '#bots' - --preformatted",
];

async function send(place: Place, given: string | undefined, options: Options, command: Command): Promise<void> {
  refuseNoPlace(place);
  const session = sessionOf(command);
  await session.secrets.read(TOKEN);
  const text = given === '-' ? String(await stdin('a text', STDIN_MAX)) : (given ?? '');
  const texts = messagesOf(text, options.preformatted ?? false);
  const { file: path, title } = options;
  if (texts.length === 0 && path === undefined) {
    throw new PipelineError('CONFIG', 'There is nothing to say. Wanted: a text that is not empty, or --file.');
  }
  const speaker = slackBy(TOKEN, { ...session, signal: never });
  const [above, ...others] = path === undefined ? ['', ...texts] : texts;
  if (path !== undefined) {
    const mark = newMark();
    const ts = await speaker.share(place, await fileIn(path, mark, title), { mark }, above);
    if (ts === '') say('millrace: Slack has taken the file; nobody could see it there yet');
    else await print(`${ts}\n`);
  }
  for (const one of others) await print(`${await speaker.say(place, { text: one }, { mark: newMark() })}\n`);
}

/** What is sent by hand is another message each time. */
const newMark = (): string => markOf(randomUUID(), '');
