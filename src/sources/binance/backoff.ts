import { type Duration, millis, seconds } from '../../core/time.ts';

const FIRST_WAIT = millis(100);
const LONGEST_WAIT = seconds(10);

/** The wait before another attempt after so many in vain: it doubles up to 10 s; the first is between 0.1 and 0.2 s. */
export const waitBefore = (attempt: number): Duration =>
  Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.5 + jitter() / 2);

/** In [0, 1): spreads out what many producers do, and decides nothing else. */
export const jitter = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
