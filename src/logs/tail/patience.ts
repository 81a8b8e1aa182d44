import { dirname } from 'node:path';
import type { Duration, Millis } from '../../core/time.ts';
import type { Settings } from './options.ts';
import type { Tailed } from './tailed.ts';

/** How many listings long a file must have been quiet of which only its neighbours tell that it is written no more. */
const LONG = 6;

/** Whether it is written no more, as far as anybody can tell: a torn last line is all that there will be of it. */
export function isOver(file: Tailed, now: Duration, { refresh }: Settings): boolean {
  if (file.rotatedAt === undefined) return false;
  const isMoved = file.path === undefined || !file.matches;
  return now - Math.max(file.changedAt, file.rotatedAt) >= (isMoved ? refresh : LONG * refresh);
}

/** A copy whose original is still there after so long was not made to truncate it, if it is one at all. */
export const isPatient = (copy: Tailed, now: Duration, { refresh }: Settings): boolean =>
  now - copy.changedAt < LONG * refresh;

/** A file that was moved away, and is held open, is let go. */
export const isDone = (file: Tailed, now: Duration, { refresh }: Settings): boolean =>
  file.isOpen &&
  file.path === undefined &&
  file.missed > 1 &&
  file.isRead &&
  now - file.changedAt >= (file.seen?.linked ? LONG * refresh : refresh);

/** Notes which files are moved away, or have a file beside them that was changed later. */
export function noteRotated(files: Iterable<Tailed>, now: Duration): void {
  const all = [...files];
  const latest = new Map<string, bigint>();
  for (const { path, seen, matches } of all) {
    if (path === undefined || !seen || !matches) continue;
    const folder = dirname(path);
    if (seen.changed > (latest.get(folder) ?? 0n)) latest.set(folder, seen.changed);
  }
  for (const file of all) {
    const { path, seen, matches } = file;
    const isLast = path !== undefined && matches && (seen?.changed ?? 0n) >= (latest.get(dirname(path)) ?? 0n);
    file.rotatedAt = isLast ? undefined : (file.rotatedAt ?? now);
  }
}

/** Not changed for longer than files are remembered. */
export const isOld = (changed: bigint, now: Millis, { ttl }: Settings): boolean =>
  now - Number(changed / 1_000_000n) > ttl;
