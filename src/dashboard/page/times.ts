/** `12:05:03 UTC`; of another day than `now` with its date, `2026-11-24 12:05:03 UTC`. */
export function clockText(at: number, now: number): string {
  const text = stamp(at);
  return `${stamp(now).slice(0, 10) === text.slice(0, 10) ? text.slice(11) : text} UTC`;
}

/** An instant as JSON has it, such as `2026-11-24T12:05:00.000Z`, short: `12:05`, and more where there is more. */
export function instantShort(iso: string, now: number): string {
  const [day = '', time = ''] = iso
    .replace(/(:00)?\.000Z$/, '')
    .replace(/Z$/, '')
    .split('T');
  return stamp(now).startsWith(day) ? time : `${day} ${time}`;
}

/** `4 s`, `90 s`, `12 min`, `36 h`, `6 d`: in the largest unit of which it is two, rounded down. */
export function spanText(ms: number): string {
  const [size, unit] = UNITS.find(([size]) => ms >= 2 * size) ?? [1_000, 's'];
  return `${Math.max(0, Math.floor(ms / size))} ${unit}`;
}

/** `4 s ago`, and `in 4 s` of what is to come. Two clocks are never quite alike: less than a second is `just now`. */
export function agoText(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 1_000) return 'just now';
  return ms > 0 ? `${spanText(ms)} ago` : `in ${spanText(-ms)}`;
}

/**
 * How old data of then is: `4 s ago`; `just now` where it is ahead by as much as two clocks may differ; and
 * `4 h ahead of the clock`, as a market that runs faster is.
 */
export const ageText = (at: number, now: number): string =>
  at - now >= AHEAD ? `${spanText(at - now)} ahead of the clock` : agoText(Math.min(at, now), now);

/** How far that is behind the clock: `4 s`; `4 h ahead` of what is ahead. */
export const lagText = (at: number, now: number): string =>
  at - now >= AHEAD ? `${spanText(at - now)} ahead` : spanText(Math.max(0, now - at));

const AHEAD = 60_000;

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
] as const;

const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
