import { messageOf, PipelineError, WorldError } from '../core/errors.ts';

/** What the user has to put right before it can work, as the system names it. */
const needsHelp: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'EISDIR',
  'ENOTDIR',
  'EEXIST',
  'ELOOP',
  'ENAMETOOLONG',
]);

/**
 * What the system threw, as an error of ours: permissions and the like are for the user to change, a failing disk is
 * tried again. Anything that is not the system's comes back as it was.
 */
export function failure(thrown: unknown, path: string): unknown {
  const code = codeOf(thrown);
  if (code === undefined) return thrown;
  if (!needsHelp.has(code)) return new WorldError(`${path}: ${messageOf(thrown)}`, { cause: thrown });
  const wanted = 'a regular file that this user may read and write, or a folder where one can be made';
  return new PipelineError('CONFIG', `${path}: ${messageOf(thrown)}. Wanted: ${wanted}.`, { cause: thrown });
}

/** Undefined where the file, or its folder, is not there. */
export const unlessMissing = <T>(found: Promise<T>): Promise<T | undefined> => unless(found, 'ENOENT');

/** Undefined where the system fails with one of these codes. */
export async function unless<T>(found: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await found;
  } catch (thrown) {
    if (codes.includes(codeOf(thrown) ?? '')) return undefined;
    throw thrown;
  }
}

/** Whether this user may not do that, for now at least. */
export const isDenied = (thrown: unknown): boolean => ['EACCES', 'EPERM'].includes(codeOf(thrown) ?? '');

/** The system's name of an error that it threw, such as ENOSPC. */
const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'syscall' in thrown && 'code' in thrown ? String(thrown.code) : undefined;
