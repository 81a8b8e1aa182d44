import { shortened } from '../core/shortened.ts';
import { type Duration, type Millis, seconds } from '../core/time.ts';
import { type Asking, SKEW } from './asking.ts';
import type { Channels } from './channels.ts';
import { EVENT_TYPE, type Lookout, type Where } from './look.ts';
import { asWhom, type Place } from './place.ts';
import { Unheard } from './refusal.ts';
import { type File, upload } from './upload.ts';

export interface Words {
  readonly text: string;
  readonly blocks?: readonly object[] | undefined;
  readonly attachments?: readonly object[] | undefined;
}

/** How it is known again. */
export interface Marked {
  readonly mark: string;
  /** It may have been said before: an attempt to was interrupted. */
  readonly again?: boolean;
}

/** Slack takes one message a second in a channel. */
const GAP: Duration = seconds(1);
/** In UTF-16 code units, of a file. */
const TITLE_MAX = 250;
/** When a file that was shared is looked for, which Slack does in its own time. */
const SEEN_AFTER: readonly Duration[] = [1, 1, 2, 4, 8].map(seconds);

/** What all who speak in a workspace share. */
export interface Workspace {
  readonly channels: Channels;
  readonly lookout: Lookout;
}

/** Says things in a workspace, each once as far as can be seen there. Errors as a WorldError where it may go later. */
export class Speaker {
  readonly #asking: Asking;
  readonly #workspace: Workspace;

  constructor(asking: Asking, workspace: Workspace) {
    this.#asking = asking;
    this.#workspace = workspace;
  }

  /** Gives the `ts` of the message, by which a thread is begun. */
  async say(to: Place, words: Words, marked: Marked): Promise<string> {
    const where = await this.#where(to);
    const { channel, thread } = where;
    const what = `a message to ${to.channel}`;
    const metadata = { event_type: EVENT_TYPE, event_payload: { id: marked.mark } };
    const args = { channel, ...words, ...asWhom(to), thread_ts: thread, link_names: to.linkNames, metadata };
    return this.#once(where, marked, async () => {
      const { ts } = await this.#asking.call({ method: 'chat.postMessage', args, what, lane: channel, gap: GAP });
      return String(ts);
    });
  }

  /**
   * Gives the `ts` of the message that shows the file; '' where nobody can look, or it takes its time. The file's name
   * has the mark in it, for nothing else of it can be found in the channel.
   */
  async share(to: Place, file: File, marked: Marked, comment?: string): Promise<string> {
    const where = await this.#where(to);
    const { channel, thread } = where;
    const what = `${file.name} to ${to.channel}`;
    let id: string | undefined;
    const shared = await this.#once(where, marked, async () => {
      // Shared once more, it is the same file: what was taken unheard is not there twice.
      id ??= await upload(this.#asking, file);
      this.#asking.goOn();
      const files = [{ id, title: shortened(file.title, TITLE_MAX) }];
      const args = { files, channel_id: channel, thread_ts: thread, initial_comment: comment, ...asWhom(to) };
      try {
        await this.#asking.call({ method: 'files.completeUploadExternal', args, what, lane: channel, gap: GAP });
      } catch (thrown) {
        // Unless it was shared before, unheard, its bytes have not arrived, whatever was answered to them.
        if (thrown instanceof Unheard && thrown.slackCode === 'file_not_found') id = undefined;
        throw thrown;
      }
      return '';
    });
    return shared || this.#appearing(where, marked.mark, what);
  }

  async #where({ channel, thread }: Place): Promise<Where> {
    return { channel: await this.#workspace.channels.idOf(channel, this.#asking), thread };
  }

  #once(where: Where, { mark, again = false }: Marked, send: () => Promise<string>): Promise<string> {
    const look = (since: Millis | undefined) => this.#workspace.lookout.find(this.#asking, where, mark, since);
    return this.#asking.once({ again, look, send });
  }

  /** Waits until a file is there, so that what is said next stands below it. */
  async #appearing(where: Where, mark: string, what: string): Promise<string> {
    const { lookout } = this.#workspace;
    const { clock, logger, signal } = this.#asking.world;
    const since = clock.now() - SKEW;
    for (const span of SEEN_AFTER) {
      if (lookout.isBlind(where.channel) || signal.aborted) return '';
      await clock.sleep(span, signal);
      const ts = await lookout.find(this.#asking, where, mark, since);
      if (ts !== undefined) return ts;
    }
    logger.warn({ what }, 'Slack has taken a file, and does not show it yet');
    return '';
  }
}
