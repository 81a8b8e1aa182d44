import type { Millis } from '../core/time.ts';
import { LEASE_MAX } from './store.ts';

/** Whether a stored lease keeps `owner` out. */
export const keepsOut = (
  lease: { readonly owner: string; readonly expires: Millis } | undefined,
  owner: string,
  now: Millis,
): lease is { readonly owner: string; readonly expires: Millis } =>
  lease !== undefined && lease.owner !== owner && lease.expires > now && lease.expires <= now + LEASE_MAX;
