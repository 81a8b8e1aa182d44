import type { Known } from './adopt.ts';
import { isGone } from './check.ts';
import { allOf, goesOn, inherited, isCopy, type Left } from './copies.ts';
import { START } from './mark.ts';
import { isDone, isOld, isPatient } from './patience.ts';
import type { Tailed } from './tailed.ts';

/**
 * Decides on the copies whose originals were read in their place until now: they go on from where an original was read
 * up to that is truncated or gone. False where one has to be looked at again.
 */
export async function settle({ files, left, settings, context }: Known): Promise<boolean> {
  let sure = true;
  for (const file of files.values()) {
    const original = file.copyOf;
    if (!original) continue;
    const end = left.find((one) => one.file === original && (one.truncated || isGone(original)));
    const is = end ? 'ended' : file.wasCopy ? true : await isCopy(file, original);
    if (is === 'unsure') sure = false;
    else if (end) await goOn(file, end);
    else if (is && isPatient(file, context.clock.elapsed(), settings)) file.begin(await allOf(file), original);
    else {
      context.logger.info({ path: file.path }, 'no copy that a rotation made, as it seems: it is read from its start');
      file.begin(START);
    }
  }
  return sure;
}

/** Says which files are read from their start again, and where something of them is lost. */
export function tellTruncated({ left, context: { logger } }: Known): void {
  for (const { file, mark, truncated, continued } of left) {
    if (!truncated) continue;
    const fields = { path: file.path, offset: mark.offset };
    const what = 'a file was truncated, or written anew: it is read from its start';
    if (continued) logger.info(fields, `${what}, and its copy to its end`);
    else logger.warn(fields, `${what}; what was not read of it is lost, since there is no copy`);
  }
}

/** Forgets the files that are gone, or were read and not changed for long; says so where something is lost. */
export async function forget({ files, settings, context }: Known): Promise<void> {
  const { clock, logger } = context;
  for (const file of files.values()) {
    const done = isDone(file, clock.elapsed(), settings);
    const old = file.isRead && !file.copyOf && file.seen && isOld(file.seen.changed, clock.now(), settings);
    if (!done && !old && !isGone(file)) continue;
    const end: Left = { file, mark: file.mark, head: file.head, truncated: false };
    for (const copy of files.values()) if (copy.copyOf === file) await goOn(copy, end);
    files.delete(file.id);
    await file.close();
    if (done || old || file.copyOf || file.isContinued) continue;
    const { id, unread } = file;
    const { offset } = file.mark;
    if (!file.seen) logger.warn({ id, offset }, 'a file is gone that was read up to there: what came after is lost');
    else if (!file.isRead) logger.warn({ id, offset, unread }, `a file is gone of which ${unread} bytes were not read`);
  }
}

/** A copy that a rotation made does not grow: one that did since it was last the same is a file of its own. */
async function goOn(copy: Tailed, end: Left): Promise<void> {
  goesOn(end);
  const is = copy.seen !== undefined && copy.seen.size === copy.mark.offset;
  copy.begin((await inherited(copy, end, is)) ?? START);
}
