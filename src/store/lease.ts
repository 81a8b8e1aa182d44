import { type Duration, type Millis, minutes } from '../core/time.ts';

/** No lease is taken for longer: one that ends later than that was written by a clock that was wrong. */
export const LEASE_MAX: Duration = minutes(1);

/** Who holds a lease, and until when by the store's clock. */
export interface Holder {
  readonly owner: string;
  readonly expires: Millis;
}

export type Lease = { readonly held: true } | ({ readonly held: false } & Holder);

/** Whether a stored lease keeps `owner` out. */
export const keepsOut = (lease: Holder | undefined, owner: string, now: Millis): lease is Holder =>
  inForce(lease, now) && lease.owner !== owner;

/** Whether a stored lease keeps anybody out. */
export const inForce = (lease: Holder | undefined, now: Millis): lease is Holder =>
  lease !== undefined && lease.expires > now && lease.expires <= now + LEASE_MAX;
