import { PipelineError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { LineFile } from './line-file.ts';
import type { Lines } from './lines.ts';
import { OpenFile, statOf } from './open-file.ts';
import { type FileOptions, startOf } from './options.ts';
import type { Place } from './position.ts';
import { findPlace, oldest, successor } from './rotation.ts';

/** A log as its rotations made it: one file after the other, each to its end. */
export class Parts {
  readonly #path: string;
  readonly #options: FileOptions;
  readonly #logger: Logger;
  /** Undefined until there is a file. */
  #current: LineFile | undefined;
  /** The file that follows. Once it is known, the current one is finished. */
  #next: OpenFile | undefined;
  /** The last file of a reading to the end, and how long it was when that began. */
  #last: { readonly inode: bigint; readonly size: number } | undefined;
  #told = false;

  constructor(path: string, options: FileOptions, logger: Logger) {
    this.#path = path;
    this.#options = options;
    this.#logger = logger;
  }

  /** Opens behind a place, or where the options say. Errors with MISSING where a bounded read finds nothing. */
  async open(place: Place | undefined, bounded: boolean): Promise<void> {
    const live = await statOf(this.#path);
    if (this.#options.end && live) this.#last = { inode: live.ino, size: Number(live.size) };
    const file = place?.generation ? await findPlace(this.#path, place) : await this.#first();
    if (file) this.#begin(file, place?.offset);
    if (bounded && (!file || (this.#options.end && !live))) {
      throw new PipelineError('MISSING', `There is no file ${this.#path} to read. Name one that is there.`);
    }
    if (place || startOf(this.#options) === 'start') return;
    await this.#current?.skip();
    await file?.identify(false);
  }

  /** The file that is read, once there is one, as far as it is known. */
  get generation(): string | undefined {
    return this.#current?.file.generation;
  }

  /** Up to where in that file all is read. */
  get offset(): number {
    return this.#current?.offset ?? 0;
  }

  /** The end that was to be read to is reached. */
  get over(): boolean {
    return this.#current?.finished === true && this.#current.file.inode === this.#last?.inode;
  }

  /** The next lines of the current file; undefined while there are none. */
  async lines(most: number): Promise<Lines | undefined> {
    if (!this.#current) {
      const file = await this.#first();
      if (file) this.#begin(file);
      else if (!this.#told) this.#logger.info({ path: this.#path }, 'waiting for the log to appear');
      this.#told = true;
    }
    return this.#current?.next(most);
  }

  /** Goes on to the next file, when there is one; whether there is more to read at once. */
  async goOn(): Promise<boolean> {
    const { file } = this.#current ?? {};
    if (!this.#current || !file) return false;
    if (!this.#next) {
      this.#next = await successor(file, this.#path, this.#logger);
      if (!this.#next) return false;
    } else if (!(await this.#current.hasGrown())) {
      await file.close();
      this.#begin(this.#next);
      this.#next = undefined;
      return true;
    }
    // What was written before the next file appeared, or by a writer who has not seen it yet, is read before it.
    await this.#current.finish();
    return true;
  }

  async close(): Promise<void> {
    const files = [this.#current?.file, this.#next];
    this.#current = undefined;
    this.#next = undefined;
    await Promise.all(files.map((file) => file?.close()));
  }

  /** Where a reading without a place begins. */
  #first(): Promise<OpenFile | undefined> {
    return startOf(this.#options) === 'start' ? oldest(this.#path) : OpenFile.open(this.#path);
  }

  #begin(file: OpenFile, offset?: number): void {
    this.#current = new LineFile(file, offset, this.#options.chunk);
    if (this.#last?.inode === file.inode) this.#current.finishAt(this.#last.size);
  }
}
