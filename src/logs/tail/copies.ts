import { isDenied } from '../../disk/failure.ts';
import { HEAD, isSame, type Mark, START } from './mark.ts';
import type { Tailed } from './tailed.ts';

/** What is known of a file that is no more what it was, truncated or gone: a copy of it goes on from there. */
export interface Left {
  readonly file: Tailed;
  readonly mark: Mark;
  /** Its first 1 KiB, where they were seen. */
  readonly head: Buffer;
  readonly truncated: boolean;
  /** A copy was found that goes on. */
  continued?: true;
}

/** Keeps in mind that nothing of it is lost. */
export function goesOn(left: Left): void {
  left.continued = true;
  if (!left.truncated) left.file.isContinued = true;
}

/**
 * The mark from which a copy is read of what was read up to there; undefined where it is none. `known`: that it is a
 * copy was found out before.
 */
export async function inherited(copy: Tailed, left: Left, known: boolean): Promise<Mark | undefined> {
  const size = copy.seen?.size ?? 0;
  if (size === 0 || left.mark.offset === 0) return undefined;
  if (size >= left.mark.offset) {
    const found = await copy.markAt(left.mark.offset);
    return found && isSame(found.mark, left.mark) ? left.mark : undefined;
  }
  // The original was read beyond what was copied, if it was; of one that is gone, that is too little to go by.
  if (!known && !left.truncated) return undefined;
  const found = await copy.markAt(size);
  if (!found) return undefined;
  const { length } = found.head;
  const seen = left.head.length >= length && found.head.equals(left.head.subarray(0, length));
  return known || seen || (length === HEAD && found.mark.head === left.mark.head) ? found.mark : undefined;
}

/** Whether a file is a copy of one that is still what it was: `unsure` where that was truncated meanwhile. */
export async function isCopy(file: Tailed, original: Tailed): Promise<boolean | 'unsure'> {
  try {
    return (await beginAlike(file, original)) && (await compared(file, original));
  } catch (thrown) {
    if (isDenied(thrown)) return false; // one of them may not be read just now: each is read for itself
    throw thrown;
  }
}

/** Of many files few begin alike, and each is opened once to know that. */
async function beginAlike(file: Tailed, original: Tailed): Promise<boolean> {
  const a = await file.begins();
  const b = original.mark.offset > 0 ? original.head : await original.begins();
  const length = Math.min(a.length, b.length);
  return a.subarray(0, length).equals(b.subarray(0, length));
}

async function compared(file: Tailed, original: Tailed): Promise<boolean | 'unsure'> {
  const size = file.seen?.size ?? 0;
  const head = original.head.subarray(0, Math.min(size, original.mark.offset));
  if (size === 0 || !(await file.bytes(0, head.length)).equals(head)) return false;
  const [a, b] = [await file.markAt(size), await original.markAt(size)];
  if (a && b && isSame(a.mark, b.mark)) return true;
  const still = await original.markAt(original.mark.offset);
  return still && isSame(still.mark, original.mark) ? false : 'unsure';
}

/** The mark behind all that a file holds: of a copy, up to where it was the same as its original. */
export const allOf = async (file: Tailed): Promise<Mark> => (await file.markAt(file.seen?.size ?? 0))?.mark ?? START;
