import type { RunContext } from '../../core/source.ts';
import { isDenied } from '../../disk/failure.ts';
import type { Files } from './check.ts';
import { allOf, goesOn, inherited, isCopy, type Left } from './copies.ts';
import { isPacked, type Listed } from './listing.ts';
import { type Mark, START } from './mark.ts';
import type { Settings } from './options.ts';
import { isOld } from './patience.ts';
import { recordsOf } from './split.ts';
import { Tailed } from './tailed.ts';

/** What is known when new files are looked at. */
export interface Known {
  readonly files: Files;
  readonly left: readonly Left[];
  /** Nothing was known before: how files are begun is for the user to say. */
  readonly first: boolean;
  /** Files that may not be read, by their ids, of which a warning was given. */
  readonly denied: Set<string>;
  readonly settings: Settings;
  readonly context: RunContext;
}

/**
 * Takes up the files that are not known yet, a copy of what was truncated where that was read up to. False where one
 * has to be looked at again.
 */
export async function adopt(listed: readonly Listed[], known: Known): Promise<boolean> {
  const { files, settings, context } = known;
  let sure = true;
  // A copy is younger than its original.
  for (const file of listed.toSorted((a, b) => Number(a.born - b.born))) {
    const found = files.get(file.id);
    if (isPacked(file) || (found && !found.isBlank)) continue;
    const fresh = found ?? new Tailed(file.id, START);
    fresh.found(file, context.clock.elapsed());
    const denied = await deniedTo(fresh);
    if (denied && file.matches && !known.denied.has(file.id)) {
      known.denied.add(file.id);
      context.logger.warn({ path: file.path }, 'a file may not be read by this user: it is looked at again and again');
    }
    // Beside logs there may be what is none of our business, and forbidden.
    if (denied) continue;
    known.denied.delete(file.id);
    const mark = await goingOn(fresh, known);
    // Only a copy is worth reading whose name is not asked for, and a file that was forgotten is passed over.
    const passed = !file.matches || (isOld(file.changed, context.clock.now(), settings) && !known.first);
    if (!mark && passed && !found) continue;
    const original = mark ? undefined : await originalOf(fresh, files);
    if (original === 'unsure') {
      sure = false;
      continue;
    }
    const begun = mark ?? (known.first && settings.from === 'end' ? await endOf(fresh, settings) : START);
    fresh.begin(original ? await allOf(fresh) : begun, original);
    fresh.isBlank = file.size === 0;
    files.set(file.id, fresh);
  }
  return sure;
}

async function deniedTo(file: Tailed): Promise<boolean> {
  try {
    await file.bytes(0, 1);
    return false;
  } catch (thrown) {
    if (isDenied(thrown)) return true;
    throw thrown;
  }
}

async function goingOn(file: Tailed, { left, context }: Known): Promise<Mark | undefined> {
  for (const one of left) {
    const mark = one.file === file ? undefined : await inherited(file, one, false);
    if (!mark) continue;
    goesOn(one);
    const fields = { path: file.path, offset: mark.offset };
    context.logger.info(fields, 'a copy of a file that was read: it is read from where that was read up to');
    return mark;
  }
  return undefined;
}

/** Of which file that is still what it was it is a copy. */
async function originalOf(file: Tailed, files: Files): Promise<Tailed | 'unsure' | undefined> {
  for (const original of files.values()) {
    if (original === file || original.copyOf) continue;
    const is = await isCopy(file, original);
    if (is) return is === 'unsure' ? is : original;
  }
  return undefined;
}

/** Behind the last record that is whole: what may go on is read from where it begins. */
async function endOf(file: Tailed, { longest, chunk, records: splitter }: Settings): Promise<Mark> {
  const size = file.seen?.size ?? 0;
  for (let length = chunk; ; length *= 2) {
    const offset = Math.max(0, size - Math.min(length, longest));
    const bytes = await file.bytes(offset, size - offset);
    const { end } = recordsOf(bytes, { offset, atEnd: false, amid: false, longest }, splitter);
    const amid = offset > 0 && length >= longest; // amid an endless record, which is cut somewhere anyway
    if (end > 0 || amid || offset === 0)
      return (await file.markAt(end > 0 || !amid ? offset + end : size))?.mark ?? START;
  }
}
