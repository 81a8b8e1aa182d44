import { PipelineError } from '../core/errors.ts';
import type { Asking } from './asking.ts';
import type { Answer } from './line.ts';
import { SlackRefusal } from './refusal.ts';

/** `C0123ABCD` of a channel, `G…` of a private one of old, `D…` of a conversation with one person. */
const ID = /^[CGD][A-Z0-9]{8,}$/;
const NAME = /^#?[^\s#@A-Z,]{1,80}$/;
/** Channels in one answer, and answers, at most. */
const PAGE = 999;
const PAGES = 50;

/** @throws PipelineError CONFIG for what can be neither the name of a channel nor an id */
export function refuseNoChannel(channel: string): void {
  if (ID.test(channel) || NAME.test(channel)) return;
  throw new PipelineError(
    'CONFIG',
    `"${channel}" is no channel of Slack. Wanted: its name, such as #alerts, all in small letters, or its id, such ` +
      'as C0123ABCD.',
  );
}

/** The ids of channels: those that are ids are taken as they are, names are looked for once, by all who ask. */
export class Channels {
  readonly #known = new Map<string, Promise<string>>();

  idOf(channel: string, asking: Asking): Promise<string> {
    if (ID.test(channel)) return Promise.resolve(channel);
    const name = channel.replace(/^#/, '');
    const known = this.#known.get(name);
    if (known) return known;
    const found = find(name, asking);
    this.#known.set(name, found);
    // What could not be found may be there when it is asked for again.
    found.catch(() => this.#known.delete(name));
    return found;
  }
}

/** Public ones first: to be told of private ones takes a scope of its own, which most do without. */
async function find(name: string, asking: Asking): Promise<string> {
  const id = await among('public_channel', name, asking);
  if (id !== undefined) return id;
  let hidden = '';
  try {
    const id = await among('private_channel', name, asking);
    if (id !== undefined) return id;
  } catch (thrown) {
    if (!(thrown instanceof SlackRefusal) || thrown.slackCode !== 'missing_scope') throw thrown;
    hidden = ' Private ones are not told without the scope groups:read: give the id of one instead (C0123ABCD).';
  }
  const advice = `Check the name, or invite the bot there.${hidden}`;
  throw new SlackRefusal(`There is no channel #${name} that the bot can see. ${advice}`, 'channel_not_found');
}

async function among(types: string, name: string, asking: Asking): Promise<string | undefined> {
  const what = `looking for #${name}`;
  for (let cursor: string | undefined, page = 0; page < PAGES; page++) {
    const args = { types, limit: PAGE, exclude_archived: true, cursor };
    const answer = await asking.ask({ method: 'conversations.list', args, what });
    const channels = (answer.channels ?? []) as readonly { readonly id: string; readonly name: string }[];
    const found = channels.find((one) => one.name === name);
    if (found) return found.id;
    cursor = nextOf(answer);
    if (cursor === undefined) return undefined;
  }
  return undefined;
}

/** Where the next page begins; undefined behind the last one. */
export const nextOf = ({ response_metadata }: Answer): string | undefined =>
  (response_metadata as { readonly next_cursor?: string } | undefined)?.next_cursor || undefined;
