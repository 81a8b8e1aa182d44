import type { Duration, Millis } from '../../core/time.ts';

export type Side = 'below' | 'above';

/** How it stands with the bounds of one key, and what people know of it. */
export interface Stand {
  /** Null: within them. */
  readonly side: Side | null;
  readonly since: Millis;
  /** With this amount people are told. */
  readonly tells: boolean;
  /** People know that it is out of bounds, on whichever side they heard of last. */
  readonly told: boolean;
  /** When they were told last of each side; kept where there is a cool-down. */
  readonly last: { readonly [S in Side]?: Millis };
}

export const CALM: Stand = { side: null, since: 0, tells: false, told: false, last: {} };

/** How it stands behind one more amount, which is on that side. */
export function stepped(before: Stand, side: Side | null, time: Millis, coolDown: Duration | undefined): Stand {
  const comes = side !== before.side;
  const since = comes ? time : before.since;
  if (side === null) return { ...CALM, since, last: before.last };
  const last = before.last[side];
  const tells = coolDown === undefined ? comes : last === undefined || time - last >= coolDown;
  const told = tells || before.told;
  return {
    side,
    since,
    tells,
    told,
    last: tells && coolDown !== undefined ? { ...before.last, [side]: time } : before.last,
  };
}
