import { isThrottle } from '../../aws/patience.ts';

/** How much of a request. Bytes are those of the data alone. */
export interface Share {
  readonly records: number;
  readonly bytes: number;
}

/** What came of one PutRecords; what failed of it is put again, in a later one. */
export interface PutRequest {
  readonly sent: Share;
  readonly failed: Share;
  /** Why it failed as a whole: too much was asked, or something else. */
  readonly failure?: 'throttled' | 'other';
}

export type Watch = (request: PutRequest) => void;

type Puts = readonly { readonly entry: { readonly data: Uint8Array } }[];
type Answers = readonly { readonly shard?: string | undefined }[];

const shareOf = (puts: Puts): Share => ({
  records: puts.length,
  bytes: puts.reduce((sum, { entry }) => sum + entry.data.length, 0),
});

export const answered = (puts: Puts, answers: Answers): PutRequest => ({
  sent: shareOf(puts.filter((_, i) => answers[i]?.shard !== undefined)),
  failed: shareOf(puts.filter((_, i) => answers[i]?.shard === undefined)),
});

export const refused = (puts: Puts, thrown: unknown): PutRequest => ({
  sent: shareOf([]),
  failed: shareOf(puts),
  failure: isThrottle(thrown) ? 'throttled' : 'other',
});
