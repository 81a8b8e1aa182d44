import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { PipelineError } from '../../core/errors.ts';
import { LF } from '../../core/lines.ts';
import { unlessMissing } from '../../disk/failure.ts';
import { checkOf, lengthOf } from './lines.ts';
import type { Place } from './position.ts';

/** How much of a first line tells a file from others. */
const HEAD_MAX = 1024;

/** A file held open, known by what it is and not by its name, which a rotation changes. */
export class OpenFile {
  readonly path: string;
  readonly inode: bigint;
  readonly #handle: FileHandle;
  #generation: string | undefined;

  private constructor(path: string, inode: bigint, handle: FileHandle) {
    this.path = path;
    this.inode = inode;
    this.#handle = handle;
  }

  /** Undefined where there is no such file. */
  static async open(path: string): Promise<OpenFile | undefined> {
    const found = await statOf(path); // before opening, which would wait for ever on a pipe
    if (!found) return undefined;
    if (!found.isFile()) throw new PipelineError('CONFIG', `${path} is no regular file. Name one of JSON lines.`);
    const handle = await unlessMissing(open(path, 'r'));
    if (!handle) return undefined;
    try {
      return new OpenFile(path, (await handle.stat({ bigint: true })).ino, handle);
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  /** Its generation, once known. */
  get generation(): string | undefined {
    return this.#generation;
  }

  /**
   * Inode and hash of the first line, so that neither a renamed file nor another one that got the inode is mistaken.
   * Undefined while the first line is not complete, unless `over` says that it will not grow any more.
   */
  async identify(over: boolean): Promise<string | undefined> {
    if (this.#generation !== undefined) return this.#generation;
    const bytes = await this.read(0, HEAD_MAX);
    const newline = bytes.indexOf(LF);
    if (bytes.length === 0 || (newline === -1 && bytes.length < HEAD_MAX && !over)) return undefined;
    const line = newline === -1 ? bytes : bytes.subarray(0, newline);
    const hash = createHash('sha256').update(line).digest('hex').slice(0, 16);
    this.#generation = `${this.inode.toString(36)}.${hash}`;
    return this.#generation;
  }

  /** Whether what stands before a place is what stood there when it was read. */
  async holds({ offset, check }: Place): Promise<boolean> {
    if (check === '') return offset <= (await this.size());
    const length = lengthOf(check);
    return offset >= length && checkOf(await this.read(offset - length, length)) === check;
  }

  /** `length` bytes from `offset` on, or fewer where the file ends; put into `memory` where that is given. */
  async read(offset: number, length: number, memory?: Buffer<ArrayBuffer>): Promise<Buffer<ArrayBuffer>> {
    const bytes = memory ?? Buffer.allocUnsafeSlow(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.#handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** What the system knows of it now, whatever its name is. */
  stat(): Promise<BigIntStats> {
    return this.#handle.stat({ bigint: true });
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** What is at `path`: undefined where nothing is. Inodes have up to 64 bits, hence bigint. */
export const statOf = (path: string): Promise<BigIntStats | undefined> => unlessMissing(stat(path, { bigint: true }));
