import { appendFile, copyFile, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Position } from '../../../src/core/record.ts';
import { type Random, random } from '../../support/random.ts';
import { tailPerTest } from './tail-per-test.ts';

const { folder, at, path, open, resume, readItems } = tailPerTest({ chunk: 40 });

/** A writer of numbered lines, which rotates its file in all ways that there are. */
function writer(chance: Random) {
  let n = 0;
  let rotations = 0;
  let live = path;
  const write = async (least = 0) => {
    for (let more = chance.integer(least, 8); more > 0; more--) {
      await appendFile(live, `line ${n++} ${'x'.repeat(chance.integer(0, 30))}\n`);
    }
  };
  const away = async (name: string) => {
    await rename(live, at(name));
    if (chance.chance(0.5)) await appendFile(at(name), `line ${n++} late\n`);
    await appendFile(live, '');
  };
  const copy = async (name: string) => {
    await copyFile(live, at(name));
    await truncate(live);
  };
  /** Ways to rotate that lose nothing, whenever they come. */
  const always = [
    () => away(`app.log.${rotations}`),
    () => copy(`app.log.${rotations}`),
    async () => {
      live = at(`app-${rotations}.log`);
      await appendFile(live, '');
    },
  ];
  /** Ways that need all to be read, and the position kept. */
  const whenRead = [
    () => truncate(live),
    async () => {
      for (const name of await readdir(folder)) if (at(name) !== live) await rm(at(name));
    },
    () => rm(live),
    // To names that do not match: of what was read, for nobody knows of others.
    () => known(() => away(`old-${rotations}`)),
    () => known(() => copy(`old-${rotations}`)),
  ];
  const known = async (rotation: () => Promise<void>) => {
    if ((await stat(live)).size === 0) return;
    await write();
    await rotation();
  };
  const rotate = async (isRead: boolean) => {
    rotations++;
    await appendFile(live, '');
    await chance.pick(isRead ? [...always, ...whenRead] : always)();
  };
  /** The two halves of a copytruncate, for a reader to come between. */
  const copyOnly = () => copyFile(live, at(`${chance.pick(['app.log', 'old'])}.${++rotations}`));
  const truncateOnly = () => truncate(live);
  return { write, rotate, copyOnly, truncateOnly, written: () => n };
}

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'a tail that crashes again and again delivers each line once, over any rotations: seed %i',
  async (seed) => {
    const chance = random(seed);
    const { write, rotate, copyOnly, truncateOnly, written } = writer(chance);
    const seen: string[] = [];
    let kept: Position | undefined;
    await write();
    let reader = await open();
    for (let step = 0; step < 30; step++) {
      for (let times = chance.integer(0, 2); times > 0; times--) {
        await write();
        if (chance.chance(0.5)) await rotate(false);
      }
      await write();
      const items = await readItems(reader, chance.chance(0.7) ? 11_000 : 100);
      if (chance.chance(0.4)) {
        // What was read behind the position that was kept is read again.
        const crashed = chance.integer(0, items.length);
        kept = items[crashed - 1]?.position ?? kept;
        seen.push(...items.slice(0, crashed).map(({ text }) => text));
        await reader.close();
        if (chance.chance(0.5)) await write();
        if (chance.chance(0.5)) await rotate(false);
        reader = await resume(kept);
      } else {
        kept = items.at(-1)?.position ?? kept;
        seen.push(...items.map(({ text }) => text));
        const isRead = new Set(seen).size === written();
        const way = chance.integer(0, 3);
        if (isRead && way < 2) await rotate(true);
        if (isRead && way === 2) {
          await write();
          await copyOnly();
          await write();
          const between = await readItems(reader);
          if (chance.chance(0.5)) {
            const crashed = chance.integer(0, between.length);
            kept = between[crashed - 1]?.position ?? kept;
            seen.push(...between.slice(0, crashed).map(({ text }) => text));
            await reader.close();
            reader = await resume(kept);
            between.splice(0, between.length, ...(await readItems(reader)));
          }
          seen.push(...between.map(({ text }) => text));
          kept = between.at(-1)?.position ?? kept;
          await truncateOnly();
          // A crash before a later position is kept is the one case that cannot be told: see `tail`.
          await write(1);
          const after = await readItems(reader);
          seen.push(...after.map(({ text }) => text));
          kept = after.at(-1)?.position;
        }
      }
    }
    const items = await readItems(reader, 200_000);
    seen.push(...items.map(({ text }) => text));
    await reader.close();
    const numbers = seen.map((text) => Number(text.split(' ')[1])).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: written() }, (_, i) => i));
  },
);
