import { type Duration, type Millis, minutes } from '../core/time.ts';

/** No lease is taken for longer: one that ends later than that was written by a clock that was wrong. */
export const LEASE_MAX: Duration = minutes(1);

/** Whether a stored lease keeps `owner` out. */
export const keepsOut = (
  lease: { readonly owner: string; readonly expires: Millis } | undefined,
  owner: string,
  now: Millis,
): lease is { readonly owner: string; readonly expires: Millis } =>
  lease !== undefined && lease.owner !== owner && lease.expires > now && lease.expires <= now + LEASE_MAX;
