import { PipelineError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { LineFile } from './line-file.ts';
import type { Chunk } from './lines.ts';
import { OpenFile } from './open-file.ts';
import { type FileOptions, startOf } from './options.ts';
import type { Place } from './position.ts';
import { changed, findPlace, oldest, successor } from './rotation.ts';

/** A log as its rotations made it: one file after the other, each to its end. */
export class Parts {
  readonly #path: string;
  readonly #options: FileOptions;
  readonly #logger: Logger;
  /** Undefined until there is a file. */
  #current: LineFile | undefined;
  /** The file that follows. Once it is known, the current one is finished. */
  #next: OpenFile | undefined;
  /** The last file of a reading to the end, open so that no other gets its inode, and how long it was at first. */
  #last: { readonly file: OpenFile; readonly size: number } | undefined;
  #told = false;

  constructor(path: string, options: FileOptions, logger: Logger) {
    this.#path = path;
    this.#options = options;
    this.#logger = logger;
  }

  /** Opens behind a place, or where the options say. Errors with MISSING where a bounded read finds nothing. */
  async open(place: Place | undefined, bounded: boolean): Promise<void> {
    const last = this.#options.end ? await OpenFile.open(this.#path) : undefined;
    if (last) this.#last = { file: last, size: await last.size() };
    const file = place?.generation ? await findPlace(this.#path, place) : await this.#first();
    if (file) this.#begin(file, place?.offset);
    if (bounded && (!file || (this.#options.end && !last))) {
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
    return this.#current?.finished === true && this.#current.file.inode === this.#last?.file.inode;
  }

  /** The next lines of the current file; undefined while there are none. */
  async lines(most: number): Promise<Chunk | undefined> {
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
    await this.#checkLast();
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
    const files = [this.#current?.file, this.#next, this.#last?.file];
    this.#current = undefined;
    this.#next = undefined;
    this.#last = undefined;
    await Promise.all(files.map((file) => file?.close()));
  }

  /** What was to be read to its end must still be there. */
  async #checkLast(): Promise<void> {
    if (!this.#last) return;
    const { nlink, size } = await this.#last.file.stat();
    if (size < this.#last.size) throw changed(this.#last.file);
    if (nlink > 0n) return;
    throw new PipelineError(
      'LOG',
      `${this.#path} was removed before it was read to its end. Bring it back, begin anew.`,
    );
  }

  /** Where a reading without a place begins. */
  #first(): Promise<OpenFile | undefined> {
    return startOf(this.#options) === 'start' ? oldest(this.#path) : OpenFile.open(this.#path);
  }

  #begin(file: OpenFile, offset?: number): void {
    this.#current = new LineFile(file, offset, this.#options.chunk);
    if (this.#last?.file.inode === file.inode) this.#current.finishAt(this.#last.size);
  }
}
