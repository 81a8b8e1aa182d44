import { resolve } from 'node:path';
import { of } from 'rxjs';
import type { LogRecord } from '../../core/record.ts';
import type { Source } from '../../core/source.ts';
import { checkPattern } from './listing.ts';
import { settingsOf, type TailOptions } from './options.ts';

export type { Backlog, TailOptions } from './options.ts';

/**
 * The lines of all files that a pattern names, such as `/var/log/app*.log*`, as they grow and over their rotations: by
 * renaming, by copying and truncating, by writing on to a file of another name. Names may be globs, with `*`, `?`,
 * `[a-c]` and `{a,b}`, those of folders too; what is packed (.gz, .bz2, .zip) is not read. Files that appear later are
 * read from their start. Of each file the order is kept, of several the one that was changed longest ago comes first.
 * What is read twice, behind a crash, has the same name both times, also where it was copied meanwhile; so have two
 * records at one offset of files that begin with the same 1 KiB, if the same 64 bytes stand before both ends.
 *
 * Each line is delivered, and each once, but for these, which nobody could tell:
 * - Lost is what was appended to a file between the last read and its truncation, unless a copy was made of it in a
 *   folder of the pattern; and between its copy and its truncation in any case. A warning says so.
 * - Lost is, as before, what is copied to a name that does not match when nothing of the file was read yet: of others,
 *   the copy is known by what was read. Nor is a file found that had no matching name whenever one looked.
 * - Lost is what was not read of a file that was removed, or moved out of the folders, while it was not held open:
 *   while nothing ran, or as one of more than `handles` files. A warning says so.
 * - Passed over is the beginning of a file that is the same as all that was read of one that is truncated or removed
 *   just when it appears, as far as the first 1 KiB and the last 64 bytes tell: it is taken for a copy.
 * - Passed over is a file that appears unchanged for longer than `ttl`; read again from its start is one that was
 *   forgotten and is appended to. A file is forgotten when it is gone, or read and unchanged for longer than `ttl`.
 * - Doubled is a copy without truncation, a minute after it was made: files may hold the same without being copies.
 * - Doubled is a copy of less than 1 KiB whose original was read beyond it before it was truncated, if the reader is
 *   opened anew at a position from before the copy was seen.
 * - Torn is a last line without newline that is finished more than a minute after a file beside it was changed, or
 *   `refresh` after its own was moved away: it is delivered as it was, and what comes later is a record too.
 */
export function tail(pattern: string, options: TailOptions = {}): Source<LogRecord> {
  settingsOf(pattern, options);
  checkPattern(pattern);
  const { id = pattern } = options;
  return {
    kind: 'log',
    name: `tail:${pattern}`,
    bounded: false,
    // One for all files: with one for each, the roster of partitions would grow with every rotation, and what a
    // rotation does to two files, a copy and its original, would have to be agreed between two readers.
    onePartition: true,
    place: () => resolve(pattern),
    partitions: (context) =>
      of([
        {
          id,
          parents: [],
          open: async (from) => (await import('./reader.ts')).TailReader.open(pattern, options, context, from),
        },
      ]),
  };
}
