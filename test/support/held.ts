import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether the system shows which files a process holds open. */
export const heldIsSeen = process.platform === 'linux';

/** How many files under `folder` this process holds open. */
export async function heldUnder(folder: string): Promise<number> {
  const open = await readdir('/proc/self/fd');
  const targets = await Promise.all(open.map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')));
  return targets.filter((target) => target.startsWith(folder)).length;
}
