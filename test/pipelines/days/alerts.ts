import type { Duration, Millis } from '../../../src/core/time.ts';

/** An amount that an alert was told. */
export interface Reading {
  readonly time: Millis;
  readonly amount: number;
  /** How a message about it begins, behind what says whether it came or went. */
  readonly text: string;
  /** Its run was killed, or did not succeed: it may be as if it had never been read. */
  readonly unsure: boolean;
}

interface Bounds {
  readonly below: number;
  readonly above: number;
  readonly coolDown: Duration;
}

interface Stand {
  readonly heard: number;
  readonly side: string;
  readonly known: boolean;
  readonly last: Readonly<Record<string, Millis>>;
}

/** What is wrong with messages as those of an alert with these readings, by a plain loop; undefined: nothing. */
export function wrongIn(messages: readonly string[], readings: readonly Reading[], bounds: Bounds): string | undefined {
  let stands: readonly Stand[] = [{ heard: 0, side: '', known: false, last: {} }];
  for (const reading of readings) {
    const after = stands.flatMap((stand) => {
      const next = told(stand, reading, bounds);
      const fits = next.text === undefined || messages[stand.heard]?.startsWith(next.text);
      return [...(fits ? [next.stand] : []), ...(reading.unsure ? [stand] : [])];
    });
    if (after.length === 0) {
      const heard = Math.max(...stands.map((stand) => stand.heard));
      const wanted = stands.map((stand) => told(stand, reading, bounds).text);
      return `at ${new Date(reading.time).toISOString()}: got "${messages[heard]}", wanted ${wanted.join(' or ')}`;
    }
    stands = [...new Map(after.map((stand) => [JSON.stringify(stand), stand])).values()];
  }
  if (stands.some(({ heard }) => heard === messages.length)) return undefined;
  return `of ${messages.length} messages ${stands.map(({ heard }) => heard)} were expected`;
}

function told(
  { heard, side, known, last }: Stand,
  { time, amount, text }: Reading,
  { below, above, coolDown }: Bounds,
) {
  const now = amount < below ? 'below' : amount > above ? 'above' : '';
  if (now === '') {
    const over = side !== '' && known ? `calm again: ${text}` : undefined;
    return { text: over, stand: { heard: heard + (over ? 1 : 0), side: '', known: false, last } };
  }
  const before = last[now];
  if (before !== undefined && time - before < coolDown)
    return { text: undefined, stand: { heard, side: now, known, last } };
  const stand = { heard: heard + 1, side: now, known: true, last: { ...last, [now]: time } };
  return { text: `uh ... oh... ${text}`, stand };
}
