import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PipelineError, WorldError } from '../../core/errors.ts';
import { unlessMissing } from './failure.ts';
import { OpenFile, statOf } from './open-file.ts';

/**
 * The file that follows `file` in the log at `path`: of the rotated ones the next younger, or else the one that has the
 * name now. Undefined while `file` is the last, and while nothing stands in the next: a rotation may make an empty file
 * before the writer has left the old one.
 */
export async function successor(file: OpenFile, path: string): Promise<OpenFile | undefined> {
  const live = await statOf(path);
  if (live?.ino === file.inode) return undefined;
  const own = await file.stat();
  const younger = (await rotatedOf(path))
    .filter(({ stat }) => ![own.ino, live?.ino].includes(stat.ino) && stat.size > 0n && byAge(own, stat) < 0)
    .sort((a, b) => byAge(a.stat, b.stat));
  const next = younger[0] ?? (live && { path, stat: live });
  if (!next || next.stat.size === 0n) return undefined;
  if (/\.(gz|bz2|xz|zst|zip)$/.test(next.path)) {
    throw new PipelineError('LOG', `${next.path} is the next part of the log ${path}, and compressed. Unpack it.`);
  }
  const opened = await OpenFile.open(next.path);
  if (opened?.inode === next.stat.ino && (await statOf(path))?.ino === live?.ino) return opened;
  await opened?.close(); // rotated while we looked: the next poll looks again
  return undefined;
}

/** The file of a generation, under whatever name a rotation gave it. It being gone is an error, not a fresh start. */
export async function findGeneration(path: string, generation: string): Promise<OpenFile> {
  const inode = generation.slice(0, generation.indexOf('.'));
  const live = await statOf(path);
  const places = live?.ino.toString(36) === inode ? [{ path, stat: live }] : await rotatedOf(path);
  const place = places.find(({ stat }) => stat.ino.toString(36) === inode);
  const file = place && (await OpenFile.open(place.path));
  if (file && (await file.identify(true)) === generation) return file;
  await file?.close();
  if (place && file?.inode !== place.stat.ino) throw new WorldError(`${place.path} was renamed while it was opened`);
  if (place) throw changed(place.path, generation);
  throw new PipelineError(
    'LOG',
    `The file ${generation} of the log ${path}, which was read last, is gone: no file beside it whose name ` +
      `starts with ${basename(path)} is that one. Bring it back, or rebuild the pipeline to read the log anew.`,
  );
}

/** The file was truncated or written anew in place, so that a position in it means nothing any more. */
export const changed = (path: string, generation: string): PipelineError =>
  new PipelineError(
    'LOG',
    `${path} is shorter than what was read of it, or does not begin with the line that it had as ${generation}: ` +
      'it was truncated or written anew, and a log may only be appended to or renamed. Bring the old file back, or ' +
      'rebuild the pipeline to read the log anew.',
  );

interface Rotated {
  readonly path: string;
  readonly stat: BigIntStats;
}

/** The files beside `path` whose names start with its name. */
async function rotatedOf(path: string): Promise<readonly Rotated[]> {
  const base = basename(path);
  const names = (await unlessMissing(readdir(dirname(path)))) ?? [];
  const paths = names.filter((name) => name.startsWith(base) && name !== base).map((name) => join(dirname(path), name));
  const found = await Promise.all(
    paths.map(async (path) => ({ path, stat: await unlessMissing(lstat(path, { bigint: true })) })),
  );
  return found.flatMap(({ path: sibling, stat }) => {
    // One that was renamed under our eyes may be listed under neither name: do not pass over it.
    if (!stat) throw new WorldError(`${path}: ${sibling} was renamed while the folder was listed`);
    return stat.isFile() ? [{ path: sibling, stat }] : [];
  });
}

/** By last change; files of one clock tick by creation, then in an order that is at least always the same. */
const byAge = (a: BigIntStats, b: BigIntStats): number =>
  Number(a.mtimeNs - b.mtimeNs) || Number(a.birthtimeNs - b.birthtimeNs) || Number(a.ino - b.ino);
