/**
 * How it stands with a pipeline: `empty`, it has no rows yet; `stalled`, nothing was committed for a while; `broken`,
 * its rows cannot be read. `why` says it in a sentence, and what to do.
 */
export interface Standing {
  readonly state: 'live' | 'ended' | 'empty' | 'stalled' | 'broken';
  readonly why?: string;
}
