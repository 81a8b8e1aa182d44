import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WorldError } from '../../core/errors.ts';
import { LF } from '../../core/lines.ts';
import type { Output, Refused, Writer } from '../../core/sink.ts';
import { failure } from '../../disk/failure.ts';
import { encodeLine } from './encode-line.ts';
import { statOf } from './open-file.ts';

/** Bytes of one append. It holds whole lines, one at least, so that those of several writers never mix. */
const PIECE_MAX = 1 << 20;

/**
 * Appends lines and never truncates. A write that fails or dies may leave a torn line; whoever writes next first ends
 * it with a newline, so that it stands alone and what follows is whole.
 */
export class FileWriter implements Writer<unknown> {
  readonly #path: string;
  #file: { readonly handle: FileHandle; readonly inode: bigint } | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes the file, and its folder, where they are not there. */
  static async open(path: string): Promise<FileWriter> {
    const writer = new FileWriter(path);
    await writer.#attempt(() => writer.#opened());
    return writer;
  }

  /** On disk when it returns; gives back what is too long. After a failure the next write opens the file again. */
  async write(output: readonly Output<unknown>[]): Promise<readonly Refused[]> {
    const lines: Buffer[] = [];
    const refused: Refused[] = [];
    for (const [index, { value }] of output.entries()) {
      const line = encodeLine(value);
      if (typeof line === 'string') refused.push({ index, reason: 'oversize', detail: line });
      else lines.push(line);
    }
    const pieces = piecesOf(lines);
    await this.#attempt(async () => {
      do {
        const handle = await this.#opened();
        await endTornLine(handle);
        for (const piece of pieces) await append(handle, piece);
        await handle.datasync();
        // A reader goes on when it sees the next file: what came into the old one after that is written once more.
      } while (await this.#isRenamed());
    });
    return refused;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.handle.close().catch((thrown: unknown) => {
      throw failure(thrown, this.#path);
    });
  }

  async #opened(): Promise<FileHandle> {
    if (await this.#isRenamed()) await this.close();
    if (!this.#file) {
      const folder = resolve(dirname(this.#path));
      const made = await mkdir(folder, { recursive: true });
      const handle = await open(this.#path, 'a+');
      const { ino: inode, size } = await handle.stat({ bigint: true });
      this.#file = { handle, inode };
      if (size === 0n) await syncFolders(folder, made ? dirname(made) : folder);
      else await endTornLine(handle);
    }
    return this.#file.handle;
  }

  async #isRenamed(): Promise<boolean> {
    return this.#file !== undefined && (await statOf(this.#path))?.ino !== this.#file.inode;
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      await this.close().catch(() => {}); // what failed first says more
      throw failure(thrown, this.#path);
    }
  }
}

async function append(handle: FileHandle, piece: Buffer): Promise<void> {
  const { bytesWritten } = await handle.write(piece);
  if (bytesWritten === piece.length) return;
  throw new WorldError(`Only ${bytesWritten} of ${piece.length} bytes could be appended to the log. Is the disk full?`);
}

/** Ends the last line, if whoever wrote it has not. */
async function endTornLine(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  if (size === 0) return;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer[0] !== LF) await append(handle, Buffer.of(LF));
}

/** A new file is on disk only when its folder is, and a new folder when its own is. Windows has no such call. */
async function syncFolders(folder: string, upTo: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (let at = folder; ; at = dirname(at)) {
    await using handle = await open(at);
    await handle.sync();
    if (at === upTo || at === dirname(at)) return;
  }
}

function piecesOf(lines: readonly Buffer[]): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0, to = 0; from < lines.length; from = to) {
    let bytes = 0;
    do bytes += lines[to++]?.length ?? 0;
    while (to < lines.length && bytes + (lines[to]?.length ?? 0) <= PIECE_MAX);
    pieces.push(Buffer.concat(lines.slice(from, to), bytes));
  }
  return pieces;
}
