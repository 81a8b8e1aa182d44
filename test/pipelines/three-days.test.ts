/**
 * Goal: all jobs of pipelines/ do for days what is wanted of them, each time once: also in an hour in which the exchange
 * refuses everything, and where the process that runs them is killed at any moment.
 * Method: virtual time; the virtual exchange, a stream of its trades, Slack and a mail server stand beside it, on real
 * sockets. What is due, told and drawn is counted once more, plainly, from what the exchange, the store, Slack and the
 * mail server have seen. Jobs of each minute are run by a process of their own, in shifts, for there are so many of them.
 */
import { expect, test, vi } from 'vitest';
import { hours, minutes, seconds } from '../../src/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import { folderPerTest, IN_MEMORY } from '../support/folder.ts';
import { live } from './days/lived.ts';
import { asWanted } from './days/wanted.ts';

/** Of so many pictures of a title, amounts aside, one is drawn, and shown in place of the others: others test drawing. */
const DRAWN = 36;
vi.mock(import('../../src/charts/drawing/draw.ts'), async (original) => {
  const { draw } = await original();
  const drawn = new Map<string, { readonly n: number; readonly data: Promise<Uint8Array> }>();
  return {
    draw: (chart, options) => {
      const title = chart.title.replaceAll(/\d/g, '');
      const { n, data } = drawn.get(title) ?? { n: 0, data: undefined };
      const one = { n: n + 1, data: data && n % DRAWN > 0 ? data : draw(chart, options) };
      drawn.set(title, one);
      return one.data;
    },
  };
});

const START = Date.UTC(2026, 0, 5);
const SEED = Number(process.env.SEED ?? 8);
/** A store on a disk would let the test wait for it ten thousand times. */
const folder = folderPerTest(IN_MEMORY);

test(`three days of all jobs, with an hour of an exchange that refuses everything, and kills: seed ${SEED}`, {
  timeout: 900_000,
}, async () => {
  const here = await live({
    ...{ seed: SEED, start: START, folder },
    span: hours(72),
    outage: { at: START + hours(30) - minutes(3), lasts: hours(1) },
    shifts: [
      [seconds(30), hours(0.6)],
      [hours(29.75), hours(31.2)],
      [hours(43.95), hours(44.9)],
      [hours(71.5), hours(72) + minutes(3)],
    ],
    store: (clock) => openStore('memory:', { clock }),
  });
  const { lost, runs, shown, alerts } = await asWanted(here);
  expect(runs).toBeGreaterThan(2_000);
  expect(lost, 'some are killed').toBeGreaterThan(3);
  expect(shown, 'pictures').toBeGreaterThan(400);
  // The crash is told as it comes and goes.
  expect(alerts.bounds.filter((text) => /price: 3[79]00$/.test(text))).toHaveLength(2);
});

test(`six hours of all jobs on SQLite, with kills, and half an hour of such an exchange: seed ${SEED}`, {
  timeout: 900_000,
}, async () => {
  const here = await live({
    ...{ seed: SEED, start: START, folder },
    span: hours(6),
    outage: { at: START + hours(2) + minutes(7), lasts: minutes(30) },
    shifts: [
      [hours(1.9), hours(2.9)],
      [hours(5.7), hours(6) + minutes(3)],
    ],
    store: (clock) => openStore(`sqlite:${folder}/millrace.db`, { clock }),
  });
  const { lost, runs } = await asWanted(here);
  expect(runs).toBeGreaterThan(300);
  expect(lost, 'some are killed').toBeGreaterThan(0);
});
