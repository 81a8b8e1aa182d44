import type { _Record } from '@aws-sdk/client-kinesis';
import type { Child } from '../../core/record.ts';
import type { Duration, Millis } from '../../core/time.ts';

/** What one request gives. */
export interface Page {
  readonly records: readonly _Record[];
  /** How far the end of the shard was ahead. */
  readonly behind: Millis | undefined;
  /** There is nothing behind, and these go on; such a page has no records. */
  readonly children?: readonly Child[];
}

/** How much is asked for at a time, and how long is waited between two requests where there is nothing, at most. */
export interface Pace {
  /** Records of one page. */
  readonly limit: number;
  readonly pauseMax: Duration;
}

/** The pages of one shard, in order: pull, one at a time. */
export interface Pages {
  /** Settles where the first page begins, before it is asked for: `LATEST` is the moment of this. */
  begin(signal: AbortSignal): Promise<void>;
  /** The next page, maybe empty; waits as long as the quota wants. Rejected, it has lost nothing. */
  next(signal: AbortSignal): Promise<Page>;
}
