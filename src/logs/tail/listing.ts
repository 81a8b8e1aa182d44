import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import { PipelineError } from '../../core/errors.ts';
import { unless } from '../../disk/failure.ts';
import { globOf, WILD } from './glob.ts';

/** What rotations pack: never read. */
const PACKED = /\.(?:gz|bz2|zip)$/i;

/** By the system's names, what is not there for us: gone meanwhile, or not to be looked at. */
const UNSEEN = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'];

/** What the system says of a file: which it is, and how much of it there is. */
export interface Seen {
  /** Device and inode: what it is, whatever its name. */
  readonly id: string;
  readonly size: number;
  readonly changed: bigint;
  readonly born: bigint;
  /** Whether it has a name at all. */
  readonly linked: boolean;
}

export interface Listed extends Seen {
  readonly path: string;
  /** Its name is one that the pattern asks for; the others in its folder are listed to find renamed ones and copies. */
  readonly matches: boolean;
}

export const seenOf = ({ dev, ino, size, mtimeNs, birthtimeNs, nlink }: BigIntStats): Seen => ({
  id: `${dev.toString(36)}.${ino.toString(36)}`,
  size: Number(size),
  changed: mtimeNs,
  born: birthtimeNs,
  linked: nlink > 0n,
});

/** What is at `path`: undefined where nothing is, and where no regular file is. */
export async function lookAt(path: string): Promise<Seen | undefined> {
  const found = await unless(stat(path, { bigint: true }), 'ELOOP', ...UNSEEN);
  return found?.isFile() ? seenOf(found) : undefined;
}

/** Throws for a pattern that cannot be right. */
export function checkPattern(pattern: string): void {
  const refuse = (what: string) => new PipelineError('CONFIG', `The tail of ${JSON.stringify(pattern)}: ${what}.`);
  if (basename(pattern) === '' || /[/\\]$/.test(pattern)) throw refuse('name files, such as /var/log/app*.log');
  for (const part of pattern.split('/')) {
    if (part === '**') throw refuse('** stands for no folders; name each level of them by *');
    globOf(part);
  }
}

/** The files in the folders of a pattern, each once, even where it has several names. */
export async function list(pattern: string): Promise<readonly Listed[]> {
  const matches = globOf(basename(pattern));
  const files = new Map<string, Listed>();
  for (const folder of await foldersOf(dirname(resolve(pattern)))) {
    const names = ((await unless(readdir(folder), ...UNSEEN)) ?? []).sort();
    const found = await Promise.all(names.map((name) => lookAt(join(folder, name))));
    for (const [i, seen] of found.entries()) {
      const name = names[i] ?? '';
      const packed = PACKED.test(name);
      const file = seen && { ...seen, path: join(folder, name), matches: !packed && matches(name) };
      if (file && (!files.has(file.id) || (file.matches && !files.get(file.id)?.matches))) files.set(file.id, file);
    }
  }
  return [...files.values()];
}

export const isPacked = ({ path }: Listed): boolean => PACKED.test(path);

/** The folders whose paths a pattern asks for. */
async function foldersOf(pattern: string): Promise<readonly string[]> {
  const { root } = parse(pattern);
  let folders = [root];
  for (const part of pattern.slice(root.length).split(sep).filter(Boolean)) {
    if (WILD.test(part)) folders = (await Promise.all(folders.map((folder) => inside(folder, globOf(part))))).flat();
    else folders = folders.map((folder) => join(folder, part));
  }
  return folders;
}

async function inside(folder: string, matches: (name: string) => boolean): Promise<string[]> {
  const entries = (await unless(readdir(folder, { withFileTypes: true }), ...UNSEEN)) ?? [];
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && matches(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}
