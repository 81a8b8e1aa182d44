import type { Duration } from '../../core/time.ts';

/** A document that streams follow. */
export interface LiveSource {
  /**
   * The document as it is now: an object that JSON can hold. What has an order is an array in it, for the order of an
   * object's names is not compared. Rejects with a `WorldError` where the store is away. Where the signal is aborted
   * meanwhile, nobody wants it any more, and it may be undefined.
   */
  read(signal: AbortSignal): Promise<object | undefined>;
  /** Whatever tells that it may have changed; none where nobody does. */
  readonly changes: readonly Changes[];
  /** It is read again after so long at the latest, for what changes without anybody telling. */
  readonly every: Duration;
}

/**
 * Tells of changes, the first time at once; what changes behind that must be told. Ends when the signal is aborted, and
 * has to: a server that closes waits for it.
 */
export type Changes = (signal: AbortSignal) => AsyncIterable<void>;
