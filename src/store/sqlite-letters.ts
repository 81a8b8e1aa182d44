import type { Reason } from '../core/batch.ts';
import type { Connection } from './sqlite-connection.ts';
import { CURRENT_SCOPE } from './sqlite-rows.ts';
import type { DeadLetter, LetterPage } from './store.ts';
import { fromText } from './text.ts';

/** Dead letters of the current version. */
export const lettersIn = (db: Connection, pipeline: string, { limit, after = 0, newest }: LetterPage): DeadLetter[] =>
  db.all<DeadColumns>(newest ? NEWEST : OLDEST, pipeline, after, limit).map(toDeadLetter);

/** How many of the oldest of them were forgotten. */
export const forgottenIn = (db: Connection, pipeline: string): number =>
  db.get<{ letters: number }>(FORGOTTEN, pipeline)?.letters ?? 0;

const LETTERS = `SELECT number, id, partition, position, operator, reason, detail, data FROM dead
  WHERE scope = ${CURRENT_SCOPE} AND number > ? ORDER BY number`;
const OLDEST = `${LETTERS} LIMIT ?`;
const NEWEST = `${LETTERS} DESC LIMIT ?`;
const FORGOTTEN = `SELECT letters FROM dead_forgotten WHERE scope = ${CURRENT_SCOPE}`;

interface DeadColumns {
  readonly number: number;
  readonly id: string;
  readonly partition: string;
  readonly position: string;
  readonly operator: string;
  readonly reason: Reason;
  readonly detail: string;
  readonly data: Uint8Array;
}

const toDeadLetter = (columns: DeadColumns): DeadLetter => ({
  ...columns,
  id: fromText(columns.id),
  partition: fromText(columns.partition),
  position: fromText(columns.position),
  operator: fromText(columns.operator),
  detail: fromText(columns.detail),
});
