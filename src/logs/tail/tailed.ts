import type { Duration } from '../../core/time.ts';
import { type Chunk, readChunk } from './chunk.ts';
import { Held } from './held.ts';
import { type Listed, lookAt, type Seen } from './listing.ts';
import { HEAD, isSame, type Mark, START } from './mark.ts';
import type { Settings } from './options.ts';

/** One file that is followed: what it is, where it is, and up to where it was read. */
export class Tailed extends Held {
  /** Up to where it was read; of a copy, up to where it was found to be one. */
  mark: Mark;
  /** Its name is one that the pattern asks for. */
  matches = true;
  /** Since when it has another name, or none, or a file beside it that was changed later: it may be written no more. */
  rotatedAt: Duration | undefined;
  /** In how many listings one after the other it was not found. */
  missed = 0;
  /** It holds the same as that one, which is read in its place. */
  copyOf: Tailed | undefined;
  #copied: Seen | undefined;
  /** Nothing was in it yet that would tell whether it is a copy. */
  isBlank = false;
  /** It is gone, and a copy was found that goes on. */
  isContinued = false;
  seen: Seen | undefined;
  /** When it was last seen to have changed. */
  changedAt: Duration = 0;
  /** As what it was seen when what is behind the mark was no record yet; `over`: nor will be, if nothing follows. */
  #waits: { readonly seen: Seen; readonly over: boolean } | undefined;
  /** As what it was last found to hold what was read of it. */
  #verified: Seen | undefined;
  /** Its first 1 KiB, as far as that was read. */
  head: Buffer = Buffer.alloc(0);

  #begins: { readonly seen: Seen; readonly bytes: Buffer } | undefined;

  constructor(id: string, mark: Mark) {
    super(id);
    this.mark = mark;
  }

  /** It was found to be a copy as it is now. */
  get wasCopy(): boolean {
    return this.#copied !== undefined && this.#copied === this.seen;
  }

  /** Its first 1 KiB, as it was when they were read, since it was last seen to change. */
  async begins(): Promise<Buffer> {
    const { seen } = this;
    if (seen && this.#begins?.seen === seen) return this.#begins.bytes;
    const bytes = await this.bytes(0, HEAD);
    if (seen) this.#begins = { seen, bytes };
    return bytes;
  }

  get unread(): number {
    return Math.max(0, (this.seen?.size ?? 0) - this.mark.offset);
  }

  /** Whether there may be records to read; `over` where nothing can follow. */
  isReady(over: boolean): boolean {
    return !this.copyOf && !this.isBlank && this.unread > 0 && !this.#isWaiting(over);
  }

  /** It was read to its end, or up to where it holds nothing more that is wanted. */
  get isRead(): boolean {
    return !this.copyOf && (this.unread === 0 || this.#isWaiting(true));
  }

  #isWaiting(over: boolean): boolean {
    return this.#waits !== undefined && this.#waits.seen === this.seen && (this.#waits.over || !over);
  }

  found(file: Listed, now: Duration): void {
    this.path = file.path;
    this.matches = file.matches;
    this.missed = 0;
    this.#see(file, now);
  }

  /** Looks at it again. */
  async look(now: Duration): Promise<void> {
    const seen = await this.lookAgain();
    if (seen) this.#see(seen, now);
  }

  /** Whether it still holds what was read of it; not when it was truncated, or is another file with the same inode. */
  async verify(): Promise<boolean> {
    if (this.#verified === this.seen && this.#verified) return true;
    const seen = this.seen;
    const { offset } = this.mark;
    if (seen && seen.size < offset) return false;
    const found = offset === 0 ? { mark: START, head: Buffer.alloc(0) } : await this.markAt(offset);
    if (!found) return !this.isOpen && (await this.#isAway());
    if (!isSame(found.mark, this.mark)) return false;
    this.head = found.head;
    this.#verified = seen;
    return true;
  }

  /** It is read from that mark on; or not at all while it is a copy. */
  begin(mark: Mark, copyOf?: Tailed): void {
    this.mark = mark;
    this.copyOf = copyOf;
    this.#copied = copyOf && this.seen;
    this.#waits = undefined;
    this.#verified = undefined;
  }

  /** The next records, `over` where nothing can follow; `changed` where it is not what was read any more. */
  async read({ chunk, longest, records }: Settings, over: boolean): Promise<Chunk | 'waits' | 'changed'> {
    for (;;) {
      const { seen, mark } = this;
      const handle = await this.hold();
      if (!seen || !handle || !(await this.verify())) return 'changed';
      const end = over ? seen.size : undefined;
      const read = await readChunk(handle, { mark, head: this.head, chunk, longest, end, splitter: records });
      if (!read) {
        this.#verified = undefined;
        return 'changed';
      }
      this.head = read.head;
      if (read.end > 0) this.mark = read.markOf(read.end);
      else this.#waits = { seen, over };
      if (read.data.length > 0) return read;
      if (read.end === 0) return 'waits';
    }
  }

  /** It has another name by now, which the next listing tells. */
  async #isAway(): Promise<boolean> {
    return this.path === undefined || (await lookAt(this.path))?.id !== this.id;
  }

  #see(seen: Seen, now: Duration): void {
    const last = this.seen;
    if (last && last.size === seen.size && last.changed === seen.changed && last.linked === seen.linked) return;
    this.seen = seen;
    this.changedAt = now;
  }
}
