import { defer, lastValueFrom } from 'rxjs';
import type { RunContext } from '../../core/source.ts';
import { retryWorld } from '../retry.ts';

/**
 * Asks a store until it answers, with growing waits of which each is logged at first. Undefined where it was told to
 * stop meanwhile. What is no failure of the world is thrown.
 */
export const patiently = <T>(
  what: string,
  ask: () => Promise<T>,
  context: Pick<RunContext, 'clock' | 'logger' | 'signal'>,
): Promise<T | undefined> =>
  lastValueFrom(defer(ask).pipe(retryWorld(what, what, context)), { defaultValue: undefined });
