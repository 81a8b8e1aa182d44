/** What a rotation does in the moment between a look at the folder and the opening of what was seen there. */
import { rename, rm } from 'node:fs/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import { never } from '../../../src/core/never.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';
import { logPerTest } from './log-per-test.ts';

type Act = () => Promise<void>;
/** What happens once, right before or after the folder is listed, and right after a file was seen under its name. */
const meanwhile = vi.hoisted((): { readonly [when in 'before' | 'after' | 'seen']: Act[] } => ({
  before: [],
  after: [],
  seen: [],
}));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = async (at: string) => {
    await meanwhile.before.shift()?.();
    const names = await real.readdir(at);
    await meanwhile.after.shift()?.();
    return names;
  };
  const stat = async (at: string, options: { readonly bigint: true }) => {
    const found = await real.stat(at, options);
    await meanwhile.seen.shift()?.();
    return found;
  };
  return { ...real, readdir, stat };
});

afterEach(() => expect(meanwhile, 'all of it happened').toEqual({ before: [], after: [], seen: [] }));

const { folder, path, open, resume, readItems, read, ...log } = logPerTest();

let second = 1_000;
/** Writes the log, which was then changed after all other files. */
const write = (text: string) => log.write('crypto.ndjson', text, ++second);
/** The log goes on in a new file, which begins with this line. */
async function rotate(line: string): Promise<void> {
  await rename(path, `${path}.${second}`);
  await write(line);
}

describe('a log that is rotated while its reader looks for what follows', () => {
  test.each([
    ['before', ['3']],
    ['after', ['3']],
    ['before', ['3', '4']],
    ['after', ['3', '4']],
  ] as const)('%s the folder is listed, to %j, loses nothing', async (when, more) => {
    await write('1\n');
    const reader = await open();
    expect(await read(reader)).toEqual(['1']);
    await rotate('2\n');
    meanwhile[when].push(async () => {
      for (const line of more) await rotate(`${line}\n`);
    });
    expect([...(await read(reader)), ...(await read(reader))]).toEqual(['2', ...more]);
    await reader.close();
    if (heldIsSeen) expect(await heldUnder(folder), 'what was opened in vain is closed').toBe(0);
  });

  test('under a name that is gone when it is looked at, is looked at again: the world failed', async () => {
    await write('1\n');
    const reader = await open();
    const [first] = await readItems(reader);
    await rotate('2\n');
    meanwhile.after.push(() => rename(`${path}.${second - 1}`, `${path}.old`));
    await expect(read(reader)).rejects.toThrow(/was renamed while the folder was listed/);
    await reader.close();
    const again = await resume(first?.position);
    expect(await read(again)).toEqual(['2']);
    await again.close();
  });
});

describe('a log that is rotated while its reader looks for its place', () => {
  test('fails as the world does, and is found when it is opened again', async () => {
    await write('1\n2\n');
    const reader = await open();
    const [first] = await readItems(reader);
    await reader.close();
    meanwhile.after.push(() => rotate('3\n'));
    const failed = await resume(first?.position).catch((thrown: unknown) => thrown);
    expect(failed).toBeInstanceOf(WorldError);
    if (heldIsSeen) expect(await heldUnder(folder)).toBe(0);
    const again = await resume(first?.position);
    expect(await read(again)).toEqual(['2', '3']);
    await again.close();
  });
});

describe('a log that changes its file while it is opened', () => {
  /** It is seen right before it is opened. */
  const whenSeen = (act: Act) => meanwhile.seen.push(act);

  test('is waited for where the file is gone', async () => {
    await write('1\n');
    whenSeen(() => rm(path));
    const reader = await open();
    expect(await read(reader)).toEqual([]);
    await write('2\n');
    expect(await read(reader)).toEqual(['2']);
    await reader.close();
  });

  test('is let go of where the reader is closed meanwhile', async () => {
    const reader = await open();
    const waiting = reader.next(never).catch(() => {});
    const closed = new Promise<void>((resolve) => meanwhile.seen.push(async () => resolve(reader.close())));
    await write('1\n');
    await Promise.all([closed, waiting]);
    if (heldIsSeen) expect(await heldUnder(folder)).toBe(0);
  });

  test('is known by the file that was opened, where another has its name', async () => {
    await write('1\n');
    whenSeen(() => rotate('2\n'));
    const reader = await open();
    const items = await readItems(reader);
    await reader.close();
    const resumed = await resume(items[0]?.position);
    expect([...items, ...(await readItems(resumed))].map(({ text }) => text)).toEqual(['2']);
    await resumed.close();
  });
});
