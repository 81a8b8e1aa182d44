import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { PipelineError } from '../../core/errors.ts';
import { unlessMissing } from './failure.ts';

/** How much of a first line tells a file from others. */
const HEAD_MAX = 1024;
const LF = 10;

/** A file held open, known by what it is and not by its name, which a rotation changes. */
export class OpenFile {
  readonly path: string;
  readonly inode: bigint;
  readonly #handle: FileHandle;
  #first: { readonly head: Buffer; readonly generation: string } | undefined;

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
    return handle && new OpenFile(path, (await handle.stat({ bigint: true })).ino, handle);
  }

  /** Its generation, once known. */
  get generation(): string | undefined {
    return this.#first?.generation;
  }

  /**
   * Inode and hash of the first line, so that neither a renamed file nor another one that got the inode is mistaken.
   * Undefined while the first line is not complete, unless `over` says that it will not grow any more.
   */
  async identify(over: boolean): Promise<string | undefined> {
    if (this.#first) return this.#first.generation;
    const bytes = await this.read(0, HEAD_MAX);
    const newline = bytes.indexOf(LF);
    if (bytes.length === 0 || (newline === -1 && bytes.length < HEAD_MAX && !over)) return undefined;
    const line = newline === -1 ? bytes : bytes.subarray(0, newline);
    const hash = createHash('sha256').update(line).digest('hex').slice(0, 16);
    this.#first = {
      head: newline === -1 ? bytes : bytes.subarray(0, newline + 1),
      generation: `${this.inode.toString(36)}.${hash}`,
    };
    return this.#first.generation;
  }

  /** Whether it still begins as it did when it was identified. Ask after a read: then what was read is good. */
  async isSame(): Promise<boolean> {
    const head = this.#first?.head;
    return head === undefined || head.equals(await this.read(0, head.length));
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await this.#handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
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
