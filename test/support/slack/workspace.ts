import type { Clock, Millis } from '../../../src/core/time.ts';

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly private: boolean;
  /** Whether the bot is in it. */
  readonly member: boolean;
  readonly archived: boolean;
}

/** A message as `conversations.history` shows it. */
export interface SlackMessage {
  readonly type: 'message';
  readonly ts: string;
  readonly text: string;
  readonly bot_id: string;
  readonly username?: string;
  readonly icons?: object;
  readonly thread_ts?: string;
  readonly blocks?: readonly object[];
  readonly attachments?: readonly object[];
  readonly metadata?: object;
  readonly files?: readonly SlackFile[];
}

export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly alt_txt?: string;
  readonly size: number;
}

/** A file between the asking for its address and its sharing. */
export interface Upload {
  readonly file: SlackFile;
  data: Uint8Array | undefined;
  shared: boolean;
}

/** What a workspace of Slack holds: channels, what was said in them, files. */
export class Workspace {
  readonly channels: Channel[] = [];
  readonly uploads = new Map<string, Upload>();
  /** How many more times a channel is read before a file that is shared from now on is seen there. */
  hidden = 0;
  readonly #clock: Clock;
  readonly #said = new Map<string, { readonly message: SlackMessage; hidden: number }[]>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(name: string, change: Partial<Channel> = {}): Channel {
    const id = `C${String(this.channels.length + 1).padStart(8, '0')}`;
    const channel = { id, name, private: false, member: true, archived: false, ...change };
    this.channels.push(channel);
    return channel;
  }

  /** By its id; `chat.postMessage` also knows it by its name. */
  channel(of: string | undefined, named = false): Channel | undefined {
    return this.channels.find(({ id, name }) => id === of || (named && (name === of || `#${name}` === of)));
  }

  say(channel: Channel, message: Omit<SlackMessage, 'type' | 'ts' | 'bot_id'>): SlackMessage {
    const said = this.#said.get(channel.id) ?? [];
    const one: SlackMessage = { type: 'message', ts: this.#ts(), bot_id: 'B00000001', ...message };
    said.push({ message: one, hidden: message.files ? this.hidden : 0 });
    this.#said.set(channel.id, said);
    return one;
  }

  /** All that was said in a channel, threads included, in its order. */
  said(channel: Channel): readonly SlackMessage[] {
    return (this.#said.get(channel.id) ?? []).map(({ message }) => message);
  }

  /** The same, but for files that are not seen yet. */
  read(channel: Channel): readonly SlackMessage[] {
    return (this.#said.get(channel.id) ?? []).filter((one) => one.hidden-- <= 0).map(({ message }) => message);
  }

  now(): Millis {
    return this.#clock.now();
  }

  /** The time in microseconds, which no two messages have in common. */
  #ts(): string {
    this.#last = Math.max(this.#last + 1, Math.round(this.#clock.now() * 1_000));
    return `${Math.floor(this.#last / 1e6)}.${String(this.#last % 1e6).padStart(6, '0')}`;
  }
}
