import type { Duration } from '../../core/time.ts';
import { isDenied } from '../../disk/failure.ts';
import type { Left } from './copies.ts';
import type { Listed } from './listing.ts';
import { START } from './mark.ts';
import type { Tailed } from './tailed.ts';

/** The files that are followed, by their ids. */
export type Files = Map<string, Tailed>;

/**
 * Finds the known files among those listed, under whatever names. One that does not hold any more what was read of it
 * begins again at 0. Returns what is left of those, and of those that are gone.
 */
export async function check(files: Files, listed: readonly Listed[], now: Duration): Promise<readonly Left[]> {
  const byId = new Map(listed.map((file) => [file.id, file]));
  const left: Left[] = [];
  for (const file of files.values()) {
    const found = byId.get(file.id);
    if (found) file.found(found, now);
    else {
      // A folder in which nothing is at all may be one that is not mounted.
      if (listed.length > 0) file.missed++;
      file.path = undefined;
      await file.look(now);
    }
    if (file.copyOf) continue;
    const { mark, head } = file;
    if (!found && !file.isOpen) left.push({ file, mark, head, truncated: false });
    else if (!(await file.verify().catch(laterIfDenied))) {
      left.push({ file, mark, head, truncated: true });
      file.begin(START);
      file.isBlank = true; // it may be a copy of another one by now
    }
  }
  return left;
}

/** What may not be read just now is what it was, as far as one knows. */
export function laterIfDenied(thrown: unknown): true {
  if (isDenied(thrown)) return true;
  throw thrown;
}

/** Whether one that was not found is gone for good: one that is renamed while its folder is listed may be missed. */
export const isGone = (file: Tailed): boolean => file.missed > 1 && !file.isOpen;
