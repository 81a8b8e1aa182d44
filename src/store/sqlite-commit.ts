import type { SavedRow } from '../core/open-rows.ts';
import { COUNTS } from '../core/state.ts';
import type { Millis } from '../core/time.ts';
import { outboxFull, spent } from './limits.ts';
import type { Connection } from './sqlite-connection.ts';
import { writeKeys } from './sqlite-keys.ts';
import { enrolChildren, rosterOf, taskOf, versionOf } from './sqlite-roster.ts';
import { scopeText } from './sqlite-rows.ts';
import { type Commit, type Committed, DEAD_MAX, OUTBOX_MAX, settledWatermark } from './store.ts';
import { toText } from './text.ts';

/** Inside a transaction: everything that a commit writes, or nothing where the partition is no longer the task's. */
export function applyCommit(db: Connection, commit: Commit, now: Millis): Committed {
  const head = taskOf(db, commit.scope, commit.partition);
  const scope = scopeText(commit.scope);
  // Rebuilt, or reset; or not on the roster, as the store was rolled back to before it was enrolled.
  if (versionOf(db, commit.scope.pipeline) !== commit.scope.version || !head) return 'moved';
  if (head.fence !== commit.fence) return 'fenced';
  if (head.commits !== commit.after) return 'moved';
  refuseFull(db, commit);
  writeKeys(db, commit.scope, commit.keys, now);
  const partition = toText(commit.partition);
  const position = commit.position === undefined ? null : toText(commit.position);
  const ended = head.ended === 1 || commit.ended ? 1 : 0;
  db.run(ADVANCE, position, commit.watermark, ended, scope, partition);
  for (const { name, key, value } of commit.cells) {
    if (value === undefined) db.run(DROP_CELL, scope, partition, toText(name), toText(key));
    else db.run(PUT_CELL, scope, partition, toText(name), toText(key), value);
  }
  for (const row of commit.rows) putRow(db, scope, partition, row);
  for (const { id, position: at, operator, reason, detail, data } of commit.dead) {
    db.run(PUT_DEAD, scope, toText(id), partition, toText(at), toText(operator), reason, toText(detail), data);
  }
  if (commit.dead.length > 0) forgetLetters(db, scope);
  for (const { id, to, body } of commit.messages) {
    db.run(PUT_MESSAGE, commit.scope.pipeline, toText(id), toText(to), toText(body));
  }
  if (commit.ended) enrolChildren(db, commit.scope, commit.ended.children, commit.watermark);
  const roster = rosterOf(db, commit.scope);
  forgetRows(db, scope, settledWatermark(roster) - commit.keep);
  if (commit.after === 0 || commit.ended) {
    for (const id of spent(roster, commit.partition)) db.run(FORGET_CELLS, scope, toText(id), COUNTS);
  }
  return 'committed';
}

/** Of a row that is there and closes as before only what changes is touched, and so none or one of its indexes. */
function putRow(db: Connection, scope: string, partition: string, row: SavedRow): void {
  const { key, start, end, closes, final, partials } = row;
  const columns = [scope, start, toText(key), partition, end, closes, final ? 1 : 0, partials] as const;
  if (db.run(final ? PUT_FINAL : PUT_OPEN, ...columns) === 0) db.run(PUT_OTHER, ...columns);
}

function refuseFull(db: Connection, { scope: { pipeline }, messages }: Commit): void {
  for (const to of new Set(messages.map((message) => message.to))) {
    const { waiting = 0 } = db.get<{ waiting: number }>(WAITING, pipeline, toText(to)) ?? {};
    if (waiting >= OUTBOX_MAX) throw outboxFull(pipeline, to, waiting);
  }
}

/** The oldest ones, where there are too many. */
function forgetLetters(db: Connection, scope: string): void {
  const { letters = 0 } =
    db.get<{ letters: number }>('SELECT count(*) AS letters FROM dead WHERE scope = ?', scope) ?? {};
  if (letters <= DEAD_MAX) return;
  db.run(FORGET_DEAD, scope, letters - DEAD_MAX);
  db.run(COUNT_FORGOTTEN, scope, letters - DEAD_MAX);
}

/** Rows of all partitions, and up to where they went, for those who read rows as they close. */
function forgetRows(db: Connection, scope: string, before: Millis): void {
  const last = db.get<Forgotten>(LAST_BEFORE, scope, before);
  if (!last) return;
  db.run(PUT_FORGOTTEN, scope, last.closes, last.start, last.key);
  db.run(FORGET, scope, before);
}

interface Forgotten {
  readonly closes: Millis;
  readonly start: Millis;
  readonly key: string;
}

const ADVANCE = `UPDATE roster SET position = ?, watermark = ?, ended = ?, commits = commits + 1
  WHERE scope = ? AND partition = ?`;
const DROP_CELL = 'DELETE FROM cells WHERE scope = ? AND partition = ? AND name = ? AND key = ?';
const PUT_CELL = `INSERT INTO cells (scope, partition, name, key, value) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET value = excluded.value`;
const PUT_ROW = `INSERT INTO rows (scope, start, key, partition, "end", closes, final, partials)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET partials = excluded.partials`;
const AS_BEFORE = 'closes = excluded.closes AND "end" = excluded."end"';
const PUT_OPEN = `${PUT_ROW} WHERE final = 0 AND ${AS_BEFORE}`;
const PUT_FINAL = `${PUT_ROW}, final = 1 WHERE ${AS_BEFORE}`;
const PUT_OTHER = `${PUT_ROW}, "end" = excluded."end", closes = excluded.closes, final = excluded.final`;
const PUT_DEAD = `INSERT INTO dead (scope, id, partition, position, operator, reason, detail, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const PUT_MESSAGE = 'INSERT INTO outbox (pipeline, id, destination, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
const WAITING = 'SELECT count(*) AS waiting FROM outbox WHERE pipeline = ? AND destination = ?';
const FORGET_DEAD = `DELETE FROM dead WHERE number IN
  (SELECT number FROM dead INDEXED BY dead_in_order WHERE scope = ? ORDER BY number LIMIT ?)`;
const COUNT_FORGOTTEN = `INSERT INTO dead_forgotten VALUES (?, ?)
  ON CONFLICT DO UPDATE SET letters = letters + excluded.letters`;
const FORGET_CELLS = 'DELETE FROM cells WHERE scope = ? AND partition = ? AND name <> ?';
const LAST_BEFORE = `SELECT closes, start, key FROM rows WHERE scope = ? AND closes < ?
  ORDER BY closes DESC, start DESC, key DESC LIMIT 1`;
const PUT_FORGOTTEN = 'INSERT OR REPLACE INTO forgotten VALUES (?, ?, ?, ?)';
const FORGET = 'DELETE FROM rows WHERE scope = ? AND closes < ?';
