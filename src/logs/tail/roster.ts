import { PipelineError } from '../../core/errors.ts';
import type { RunContext } from '../../core/source.ts';
import { adopt } from './adopt.ts';
import { check, type Files, laterIfDenied } from './check.ts';
import { list } from './listing.ts';
import type { Backlog, Settings } from './options.ts';
import { isOver, noteRotated } from './patience.ts';
import type { Place } from './position.ts';
import { forget, settle, tellTruncated } from './settle.ts';
import { Tailed } from './tailed.ts';

/** The files that are followed, kept up to date with what the folders hold. */
export class Roster {
  readonly #files: Files = new Map();
  readonly #pattern: string;
  readonly #settings: Settings;
  readonly #context: RunContext;
  /** Nothing is known yet. */
  #first: boolean;
  #listedAt = Number.NEGATIVE_INFINITY;
  readonly #denied = new Set<string>();

  constructor(pattern: string, settings: Settings, context: RunContext, places: readonly Place[] | undefined) {
    this.#pattern = pattern;
    this.#settings = settings;
    this.#context = context;
    this.#first = !places;
    for (const { id, mark } of places ?? []) this.#files.set(id, new Tailed(id, mark));
    for (const { id, copyOf } of places ?? []) {
      const file = this.#files.get(id);
      if (!file) continue;
      file.copyOf = copyOf === undefined ? undefined : this.#files.get(copyOf);
      file.isBlank = !file.copyOf && file.mark.offset === 0;
    }
  }

  get places(): readonly Place[] {
    return [...this.#files.values()].map(({ id, mark, copyOf }) => ({
      id,
      mark,
      ...(copyOf && { copyOf: copyOf.id }),
    }));
  }

  /** The files to read, oldest change first, after another look at them. */
  async ready(): Promise<Tailed[]> {
    if (await this.#poll()) await this.refresh();
    const ready = [...this.#files.values()].filter((file) => file.isReady(this.isOver(file)));
    return ready.sort((a, b) => byAge(a, b));
  }

  get backlog(): Backlog {
    const behind = [...this.#files.values()].filter((file) => file.isReady(this.isOver(file)));
    return { files: behind.length, bytes: behind.reduce((sum, { unread }) => sum + unread, 0) };
  }

  /** Whether a file is written no more, so that its last line is whole as it is. */
  isOver(file: Tailed): boolean {
    return isOver(file, this.#context.clock.elapsed(), this.#settings);
  }

  /** Where no file is known yet, somebody waits for the first one. */
  get isDue(): boolean {
    const { refresh, poll } = this.#settings;
    return (
      this.#context.clock.elapsed() - this.#listedAt >= (this.#files.size === 0 ? Math.min(poll, refresh) : refresh)
    );
  }

  /** Lists the folders, and finds out what became of each file. */
  async refresh(): Promise<void> {
    this.#listedAt = this.#context.clock.elapsed();
    for (let pass = 0; pass < 3 && !(await this.#pass()); pass++);
    this.#first = false;
    this.#limit();
    noteRotated(this.#files.values(), this.#listedAt);
    await this.#hold();
  }

  /** Lets go of a file that was read to its end, if too many are open. */
  async release(file: Tailed): Promise<void> {
    const open = [...this.#files.values()].filter(({ isOpen }) => isOpen).length;
    if (open > this.#settings.handles && file.path !== undefined) await file.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }

  /** Looks at the files that are open: whether one is not what it was, so that the folders tell more. */
  async #poll(): Promise<boolean> {
    let changed = this.isDue;
    for (const file of this.#files.values()) {
      if (changed) return true;
      if (!file.isOpen) continue;
      const { path } = file;
      await file.look(this.#context.clock.elapsed());
      const filled = file.isBlank && file.unread > 0;
      changed = filled || path !== file.path || (!file.copyOf && !(await file.verify().catch(laterIfDenied)));
    }
    return changed;
  }

  /** False where something changed under our eyes, so that one has to look again. */
  async #pass(): Promise<boolean> {
    const listed = await list(this.#pattern);
    const left = await check(this.#files, listed, this.#context.clock.elapsed());
    const known = {
      files: this.#files,
      left,
      first: this.#first,
      denied: this.#denied,
      settings: this.#settings,
      context: this.#context,
    };
    // A copy is made before the original is truncated: if it was not there yet when we listed, it is now.
    const adopted = await adopt(left.length > 0 ? await list(this.#pattern) : listed, known);
    const settled = await settle(known);
    await forget(known);
    tellTruncated(known);
    return adopted && settled;
  }

  #limit(): void {
    const { size } = this.#files;
    const { files } = this.#settings;
    if (size <= files) return;
    throw new PipelineError(
      'LIMIT',
      `${size} files are known of ${this.#pattern}; there may be ${files}. Name fewer by the pattern, move away ` +
        'those that are read, remember them for a shorter `ttl`, or raise `files`.',
    );
  }

  /** Keeps those open that were changed last, which are likely to be rotated; and those that have no name any more. */
  async #hold(): Promise<void> {
    const all = [...this.#files.values()].sort((a, b) => byAge(b, a));
    const named = all.filter(({ path }) => path !== undefined);
    const room = Math.max(0, this.#settings.handles - all.filter((file) => !file.path && file.isOpen).length);
    for (const file of named.slice(room)) await file.close();
    for (const file of named.slice(0, room)) await file.hold().catch(laterIfDenied);
  }
}

/** By last change; of one clock tick by creation. */
const byAge = ({ seen: a }: Tailed, { seen: b }: Tailed): number =>
  a && b ? Number(a.changed - b.changed) || Number(a.born - b.born) || (a.id < b.id ? -1 : 1) : 0;
