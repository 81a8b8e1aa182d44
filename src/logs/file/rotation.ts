import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PipelineError, WorldError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import type { Millis } from '../../core/time.ts';
import { failure, unlessMissing } from '../../disk/failure.ts';
import { OpenFile, statOf } from './open-file.ts';
import type { Place } from './position.ts';

/** What a rotation puts behind a log's name: a number, a date, a time, or `old`. Copies and such bear other names. */
const ROTATED = /^(?:[.\-_][\d.\-_:TZ]+|\.old)$/;
const COMPRESSED = /\.(?:gz|bz2|xz|zst|zip)$/;

/** The first file of the log at `path`: of the rotated ones the oldest, or else the one that has the name now. */
export async function oldest(path: string): Promise<OpenFile | undefined> {
  const [first] = (await rotatedOf(path)).filter(({ stat }) => stat.size > 0n).sort(byAge);
  return (await opened(first)) ?? OpenFile.open(path);
}

/**
 * The file that follows `file` in the log at `path`: of the rotated ones the next younger, or else the one that has the
 * name now. Undefined while `file` is the last, and while nothing stands in the next: a rotation may make an empty file
 * before the writer has left the old one.
 */
export async function successor(file: OpenFile, path: string, logger: Logger): Promise<OpenFile | undefined> {
  const live = await statOf(path);
  if (live?.ino === file.inode) return undefined;
  const own = await file.stat();
  const rotated = await rotatedOf(path);
  const itself = (one: Rotated) => one.stat.ino === own.ino || (isPacked(one) && one.stat.mtimeNs === own.mtimeNs);
  const [younger] = rotated
    .filter((one) => one.stat.ino !== live?.ino && one.stat.size > 0n && !itself(one) && byAge({ stat: own }, one) < 0)
    .sort(byAge);
  const next = younger ?? (live && { path, stat: live });
  if (!next || next.stat.size === 0n) return undefined;
  const successor = await opened(next);
  if (successor?.inode !== next.stat.ino || (await statOf(path))?.ino !== live?.ino) {
    await successor?.close(); // rotated while we looked: the next poll looks again
    return undefined;
  }
  if (!younger && !rotated.some(itself)) {
    const { generation } = file;
    logger.warn({ path, generation, next: next.path }, 'the file read last is gone; if others followed, they are too');
  }
  return successor;
}

/**
 * The file of a place, under whatever name a rotation gave it; or a copy of it that holds the same, as a backup or
 * unpacking makes one. Errors with LOG where it is gone, or was written anew: that is no reason to start afresh.
 */
export async function findPlace(path: string, place: Place): Promise<OpenFile> {
  const [inode = '', head = ''] = (place.generation ?? '').split('.');
  const live = await statOf(path);
  const candidates = [...(live ? [{ path, stat: live }] : []), ...(await rotatedOf(path))].filter((o) => !isPacked(o));
  const isOwn = ({ stat }: Rotated) => stat.ino.toString(36) === inode;
  for (const candidate of candidates.toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)))) {
    const file = await openStill(candidate);
    if ((await file.identify(true))?.split('.')[1] === head && (await file.holds(place))) return file;
    await file.close();
  }
  const own = candidates.find(isOwn);
  if (own) throw changed({ path: own.path, generation: place.generation });
  throw new PipelineError(
    'LOG',
    `The file ${place.generation} of the log ${path}, which was read last, is gone: no file beside it whose name ` +
      `starts with ${basename(path)} is that one. Bring it back, unpack it, or rebuild the pipeline to read anew.`,
  );
}

/** The file was truncated or written anew in place, so that a position in it means nothing any more. */
export const changed = ({ path, generation }: { readonly path: string; readonly generation: string | undefined }) =>
  new PipelineError(
    'LOG',
    `${path} is shorter than what was read of it, or holds something else there than it did as ${generation}: ` +
      'it was truncated or written anew, and a log may only be appended to or renamed. Bring the old file back, or ' +
      'rebuild the pipeline to read the log anew.',
  );

interface Rotated {
  readonly path: string;
  readonly stat: BigIntStats;
}

const isPacked = ({ path }: Rotated): boolean => COMPRESSED.test(path);

/** Opens what was just listed, not another file that has its name by now. */
async function openStill({ path, stat }: Rotated): Promise<OpenFile> {
  const file = await OpenFile.open(path);
  if (file?.inode === stat.ino) return file;
  await file?.close();
  throw new WorldError(`${path} was renamed while it was opened`);
}

async function opened(rotated: Rotated | undefined): Promise<OpenFile | undefined> {
  if (!rotated) return undefined;
  if (!isPacked(rotated)) return OpenFile.open(rotated.path);
  throw new PipelineError(
    'LOG',
    `${rotated.path} is the next part of its log, and compressed. Unpack it; and let the rotation compress later, ` +
      'when it has been read (logrotate: delaycompress).',
  );
}

/** When something was appended last to the log at `path`; undefined where nothing ever was. */
export async function lastWrite(path: string): Promise<Millis | undefined> {
  try {
    const live = await statOf(path);
    const files = [...(live ? [{ stat: live }] : []), ...(await rotatedOf(path))];
    // An empty file was made by a rotation, which moves nothing.
    const times = files.filter(({ stat }) => stat.size > 0n).map(({ stat }) => Number(stat.mtimeMs));
    return times.length === 0 ? undefined : Math.max(...times);
  } catch (thrown) {
    throw failure(thrown, path);
  }
}

/** The files beside `path` that a rotation made of it. */
async function rotatedOf(path: string): Promise<readonly Rotated[]> {
  const base = basename(path);
  const names = (await unlessMissing(readdir(dirname(path)))) ?? [];
  const paths = names
    .filter((name) => name.startsWith(base) && ROTATED.test(name.slice(base.length).replace(COMPRESSED, '')))
    .map((name) => join(dirname(path), name));
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
const byAge = ({ stat: a }: Pick<Rotated, 'stat'>, { stat: b }: Pick<Rotated, 'stat'>): number =>
  Number(a.mtimeNs - b.mtimeNs) || Number(a.birthtimeNs - b.birthtimeNs) || Number(a.ino - b.ino);
