import type { RunContext } from '../../core/source.ts';
import { unless } from '../../disk/failure.ts';
import type { Files } from './check.ts';
import { goesOn, inherited, isCopy, type Left } from './copies.ts';
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
    // Beside logs there may be what is none of our business, and forbidden.
    const mark = await (file.matches ? goingOn(fresh, known) : unless(goingOn(fresh, known), 'EACCES', 'EPERM'));
    // Only a copy is worth reading whose name is not asked for, and a file that was forgotten is passed over.
    const passed = !file.matches || (isOld(file.changed, context.clock.now(), settings) && !known.first);
    if (!mark && passed && !found) continue;
    const original = mark ? undefined : await originalOf(fresh, files);
    if (original === 'unsure') {
      sure = false;
      continue;
    }
    fresh.begin(mark ?? (known.first && settings.from === 'end' ? await endOf(fresh, settings) : START), original);
    fresh.isBlank = file.size === 0;
    files.set(file.id, fresh);
  }
  return sure;
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
