import { expect, test } from 'vitest';
import { occasionOf } from '../../../src/runtime/schedule/occasion.ts';
import type { Run } from '../../../src/store/store.ts';

const states = {
  S: 'succeeded',
  F: 'failed',
  T: 'timed out',
  L: 'lost',
  X: 'stopped',
  R: 'running',
} satisfies Record<string, Run['state']>;
/** A history, the oldest first, such as `SSF`: what its last run is to the others. */
const told = (history: string) => {
  const [last, ...before] = [...history].map((one) => ({ state: states[one as keyof typeof states] })).toReversed();
  return last && occasionOf(last.state, before);
};

test.each([
  ['a first run that succeeds, and any behind a good one', ['S', 'SS', 'SSXS'], 'succeeded'],
  ['the first one that fails, and the first of all', ['F', 'SF', 'ST', 'SSF', 'FSF'], 'failed'],
  ['what fails behind one that failed', ['FF', 'FT', 'SFF', 'SFFF', 'TT'], 'still failing'],
  ['the first good one behind one that failed', ['FS', 'SFFS', 'TS', 'SFLS'], 'fixed'],
  ['nothing: a run that was stopped, or goes on', ['X', 'SX', 'FX', 'R', 'SFR'], undefined],
  ['what was stopped, or goes on beside it, is passed over: failed', ['SXF', 'XF', 'SXXF', 'SRF'], 'failed'],
  ['what was stopped is passed over: still failing', ['FXF', 'FXXRF'], 'still failing'],
  ['what was stopped is passed over: fixed', ['FXS'], 'fixed'],
  ['a lost run failed', ['L', 'SL', 'FSL'], 'failed'],
  ['a good one behind a lost one is well again', ['LS', 'SLS', 'SLLXS'], 'fixed'],
  [
    'what fails behind a lost one is told as the first, for nobody may have told of that',
    ['LF', 'SLF', 'SLL'],
    'failed',
  ],
  ['a lost one behind one that failed', ['FL', 'FLL', 'FLF'], 'still failing'],
])('%s', (_, histories, occasion) => {
  for (const history of histories) expect(told(history), history).toBe(occasion);
});
