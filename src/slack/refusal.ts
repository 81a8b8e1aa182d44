import { PipelineError, WorldError } from '../core/errors.ts';
import { printable } from '../core/table.ts';
import { type Duration, seconds } from '../core/time.ts';

/** Slack has understood, and will not have it: `ok: false`. */
export class SlackRefusal extends PipelineError {
  /** Slack's own, such as `channel_not_found`. */
  readonly slackCode: string;
  constructor(message: string, slackCode: string) {
    super('CONFIG', message);
    this.slackCode = slackCode;
  }

  /** It is the message itself that Slack will not have; another one to the same channel may be taken. */
  get ofContent(): boolean {
    return OF_CONTENT.test(this.slackCode);
  }
}

/** Nothing was done: Slack wants to be asked later. */
export class Busy extends WorldError {
  readonly after: Duration;
  constructor(message: string, after: Duration) {
    super(message);
    this.after = after;
  }
}

/** No answer came, or none that tells: what was asked for may have been done. */
export class Unheard extends WorldError {
  /** Slack's own, where it has one for that. */
  readonly slackCode: string | undefined;
  constructor(message: string, { slackCode, ...options }: ErrorOptions & { readonly slackCode?: string } = {}) {
    super(message, options);
    this.slackCode = slackCode;
  }
}

/** What `ok: false` tells, beside its code. */
export interface Told {
  readonly error: string;
  /** The scope that is missing. */
  readonly needed?: string;
  readonly response_metadata?: { readonly retryAfter?: number; readonly messages?: readonly string[] };
}

const OF_CONTENT =
  /^(?:no_text$|msg_|metadata_|alt_txt_|attachment_|invalid_blocks|invalid_attachments|too_many_|.*file)/;
const BUSY = ['ratelimited', 'rate_limited', 'message_limit_exceeded', 'team_added_to_org'];
/** The last one where a file was shared before, unheard; or is not ready yet. */
const UNCLEAR = ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable', 'file_not_found'];
/** How long Slack is left alone where it does not say. */
const REST: Duration = seconds(30);

const TOKEN = 'Check the token: that of a bot (xoxb-…), of an app that is installed in this workspace.';
const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found:
    'Wanted: a channel that the bot can see, by its name (#alerts) or its id (C0123ABCD). To a private one the bot ' +
    'must be invited.',
  not_in_channel: 'Invite the bot there: /invite @NAME.',
  is_archived: 'The channel is archived: restore it, or name another one.',
  not_authed: TOKEN,
  invalid_auth: TOKEN,
  account_inactive: TOKEN,
  token_revoked: TOKEN,
  token_expired: TOKEN,
};

/** What an answer with `ok: false` means; `what` says what was asked for. */
export function refusalOf(what: string, { error: code, needed, response_metadata }: Told): PipelineError {
  // What stands between us and Slack answers in its own words.
  if (!/^\w{1,80}$/.test(code)) return new Unheard(`${what}: the answer is no answer of Slack: ${cut(code)}`);
  const { messages = [], retryAfter } = response_metadata ?? {};
  const got = `${what}: Slack answers ${code}${messages.length > 0 ? ` (${cut(messages.join(', '))})` : ''}.`;
  if (BUSY.includes(code)) return new Busy(got, retryAfter === undefined ? REST : seconds(retryAfter));
  if (UNCLEAR.includes(code)) return new Unheard(got, { slackCode: code });
  const scope = code === 'missing_scope' ? `Give the app the scope ${needed}, and install it again.` : undefined;
  return new SlackRefusal([got, scope ?? ADVICE[code]].filter(Boolean).join(' '), code);
}

export const cut = (text: string): string => printable(text.slice(0, 200));
