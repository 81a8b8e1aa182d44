/**
 * Goal: whatever becomes of the files and of the process, each line is sent, and what is sent twice has the same id.
 * Method: a writer that rotates its file in each way that there is, while a run over one store is killed at any moment,
 * its sink takes half of a write, and its commits fail or go unheard.
 */
import { appendFileSync, copyFileSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import type { LogRecord } from '../../src/core/record.ts';
import type { Output } from '../../src/core/sink.ts';
import { folderPerTest } from '../support/folder.ts';
import { Kept } from '../support/outside.ts';
import { type Random, random } from '../support/random.ts';
import { seenThrough } from '../support/seen-store.ts';
import { world } from '../support/world.ts';
import { flowInto } from './flow-per-test.ts';

const folder = folderPerTest();
const at = (name: string) => join(folder, name);
const limits = { commitEvery: 500, pauseAfter: 200, outputsMax: 20 };

/** A writer of numbered lines into `app.log`, or what took its place. Each step is done before anybody looks. */
function writer(chance: Random) {
  let n = 0;
  let rotations = 0;
  let live = at('app.log');
  appendFileSync(live, '');
  const write = (least = 0) => {
    for (let more = chance.integer(least, 8); more > 0; more--) {
      appendFileSync(live, `line ${n++} ${'x'.repeat(chance.integer(0, 60))}\n`);
    }
  };
  const renamed = (name: string) => {
    renameSync(live, at(name));
    if (chance.chance(0.5)) appendFileSync(at(name), `line ${n++} late\n`);
    appendFileSync(live, '');
  };
  const copied = (name: string) => {
    copyFileSync(live, at(name));
    truncateSync(live);
  };
  /** Ways that lose nothing, whenever they come. */
  const always = [
    () => renamed(`app.log.${rotations}`),
    () => copied(`app.log.${rotations}`),
    () => {
      live = at(`app-2026010${rotations % 10}-${rotations}.log`);
      appendFileSync(live, '');
    },
  ];
  /** Ways that need all to be sent before. */
  const whenSent = [
    () => truncateSync(live),
    () => rmSync(live),
    () => {
      for (const name of readdirSync(folder)) if (at(name) !== live) rmSync(at(name));
    },
    () => known(() => renamed(`old-${rotations}`)),
    () => known(() => copied(`old-${rotations}`)),
  ];
  /** To a name that does not match only what somebody has begun to read is found. */
  const known = (rotation: () => void) => {
    if (statSync(live).size === 0) return;
    write();
    rotation();
  };
  const rotate = (isSent: boolean) => {
    rotations++;
    appendFileSync(live, '');
    chance.pick(isSent ? [...always, ...whenSent, ...whenSent] : always)();
  };
  return { write, rotate, written: () => n };
}

/** A sink that takes half of what it is given now and then, and a store whose commits fail or go unheard. */
function faulty(chance: Random, base: ReturnType<typeof world>['store']) {
  const sink = new Kept<LogRecord>('stream');
  const keep = sink.write.bind(sink);
  sink.write = async (outputs: readonly Output<LogRecord>[]) => {
    if (!chance.chance(0.1)) return keep(outputs);
    await keep(outputs.slice(0, chance.integer(0, outputs.length)));
    throw new WorldError('half of it');
  };
  const store = seenThrough(base, async (method, make) => {
    const fails = method === 'commit' && chance.chance(0.1);
    if (fails && chance.chance(0.5)) throw new WorldError('not committed');
    const made = await make();
    if (fails) throw new WorldError('committed, unheard');
    return made;
  });
  const sent = () => sink.written.map(({ id, value }) => ({ id, text: String(Buffer.from(value.data)) }));
  return { sink, store, sent };
}

const numberIn = (text: string) => Number(text.split(' ')[1]);

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'an agent that crashes again and again sends each line, over any rotations: seed %i',
  async (seed) => {
    const chance = random(seed);
    const { store: base, start, clock } = world();
    const { sink, store, sent } = faulty(chance, base);
    const { pipeline } = flowInto(folder, sink, { maxTimeBetweenFileTrackerRefreshMillis: 2_000 });
    const { write, rotate, written } = writer(chance);
    const scope = { pipeline: pipeline.name, version: 1 };
    const isCommitted = async () => ((await base.counts(scope)).records ?? 0) >= written();
    let running = start(pipeline, { store, limits });
    for (let step = 0; step < 25; step++) {
      for (let times = chance.integer(0, 2); times > 0; times--) {
        write();
        if (chance.chance(0.5)) rotate(false);
      }
      write(1);
      if (chance.chance(0.4)) {
        await clock.sleep(chance.integer(0, 2_000));
        running.kill();
        if (chance.chance(0.5)) write();
        if (chance.chance(0.5)) rotate(false);
        running = start(pipeline, { store, limits });
      } else if (chance.chance(0.5)) {
        while (!(await isCommitted())) await clock.sleep(100);
        rotate(true);
      }
    }
    while (!(await isCommitted())) await clock.sleep(100);
    expect(await running.stop()).toBeUndefined();

    const byNumber = Map.groupBy(sent(), ({ text }) => numberIn(text));
    expect([...byNumber.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: written() }, (_, i) => i));
    const ids = [...byNumber.values()].map((same) => new Set(same.map(({ id }) => id)));
    expect(ids.filter(({ size }) => size > 1).map((all) => [...all])).toEqual([]);
    expect(new Set(ids.flatMap((all) => [...all])).size).toBe(written());
    expect((await base.counts(scope)).records).toBe(written());
  },
);
