import { type Duration, hours, type Millis } from '../core/time.ts';

/** No lease is taken for longer: one that ends later than that was written by a clock that was wrong. */
const LONGEST: Duration = hours(1);

/** Whether a stored lease keeps `owner` out. */
export const keepsOut = (
  lease: { readonly owner: string; readonly expires: Millis } | undefined,
  owner: string,
  now: Millis,
): lease is { readonly owner: string; readonly expires: Millis } =>
  lease !== undefined && lease.owner !== owner && lease.expires > now && lease.expires <= now + LONGEST;
