import { type FileHandle, open } from 'node:fs/promises';
import { unlessMissing } from '../../disk/failure.ts';
import { lookAt, type Seen, seenOf } from './listing.ts';
import { HEAD, type Mark, markAt, OVERLAP } from './mark.ts';

/** A file held open: it stays the same one, whatever becomes of its name. */
export class Handle {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Undefined where it is that file no more. */
  static async open(path: string, id: string): Promise<Handle | undefined> {
    if ((await lookAt(path))?.id !== id) return undefined; // before opening, which would wait for ever on a pipe
    const handle = await unlessMissing(open(path, 'r'));
    if (!handle) return undefined;
    const opened = new Handle(handle);
    try {
      if ((await opened.look()).id === id) return opened;
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
    await handle.close();
    return undefined;
  }

  async look(): Promise<Seen> {
    return seenOf(await this.#handle.stat({ bigint: true }));
  }

  /**
   * `length` bytes from `offset` on, or fewer where the file ends: by one call of the system, for between two a file
   * may be truncated and written anew.
   */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    if (length === 0) return bytes;
    const { bytesRead } = await this.#handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  }

  /** The mark of that offset, as the file is now; undefined where it is shorter. */
  async markAt(offset: number): Promise<{ readonly mark: Mark; readonly head: Buffer } | undefined> {
    const head = await this.read(0, Math.min(offset, HEAD));
    const from = Math.max(0, offset - OVERLAP);
    const before = offset <= HEAD ? head.subarray(from) : await this.read(from, offset - from);
    if (from + before.length < offset) return undefined;
    return { mark: markAt(offset, head, before), head };
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
