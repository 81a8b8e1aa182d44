import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, WorldError } from '../core/errors.ts';
import type { Child, PartitionId } from '../core/record.ts';
import type { Clock, Duration } from '../core/time.ts';
import { keepsOut } from './lease.ts';
import { applyCommit } from './sqlite-commit.ts';
import { Connection } from './sqlite-connection.ts';
import { openPartition } from './sqlite-open.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { registerPipeline, resetPipeline } from './sqlite-register.ts';
import { enrol, leaseOf } from './sqlite-roster.ts';
import { CURRENT_SCOPE } from './sqlite-rows.ts';
import { hasSchema, makeSchema } from './sqlite-schema.ts';
import type { Commit, Committed, Fresh, Lease, Opened, Registered, Scope, Store } from './store.ts';
import { toText } from './text.ts';

/** Opens the SQLite store at `path`, which any number of processes may share; makes its folder and file if need be. */
export async function sqliteStore(path: string, { clock }: { readonly clock: Clock }): Promise<Store> {
  await mkdir(dirname(path), { recursive: true }).catch((thrown: unknown) => {
    throw new WorldError(`The folder of ${path} cannot be made: ${messageOf(thrown)}`, { cause: thrown });
  });
  const connection = new Connection(path, clock, false);
  try {
    await hasSchema(connection); // before anything is changed in a file that may be another program's
    await connection.whenFree(() => connection.exec(DURABLE));
    await makeSchema(connection);
  } catch (thrown) {
    connection.close();
    throw thrown;
  }
  return new SqliteStore(connection, clock);
}

/**
 * WAL, so that readers and the writer do not wait for each other. FULL, so that a commit is on the disk when it is
 * acknowledged: messages are sent because of it and source checkpoints move past it, and with NORMAL a power cut could
 * take it back after they did. `fullfsync` is for macOS, whose fsync stops short of the disk.
 */
const DURABLE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON';

class SqliteStore extends SqliteReader implements Store {
  lease(pipeline: string, owner: string, span: Duration): Promise<Lease> {
    return this.db.write((): Lease => {
      const now = this.clock.now();
      const lease = leaseOf(this.db, pipeline);
      if (keepsOut(lease, owner, now)) return { held: false, ...lease };
      this.db.run('INSERT OR REPLACE INTO leases VALUES (?, ?, ?)', pipeline, owner, now + span);
      return { held: true };
    });
  }

  release(pipeline: string, owner: string): Promise<void> {
    const sql = 'DELETE FROM leases WHERE pipeline = ? AND owner = ?';
    return this.db.write(() => {
      this.db.run(sql, pipeline, owner);
    });
  }

  register(pipeline: string, fingerprint: string, views: readonly string[], rebuildOf?: number): Promise<Registered> {
    return this.#told(pipeline, () => registerPipeline(this.db, { pipeline, fingerprint, views, rebuildOf }));
  }

  reset(pipeline: string): Promise<Registered | undefined> {
    return this.#told(pipeline, () => resetPipeline(this.db, pipeline));
  }

  enrol(scope: Scope, partitions: readonly Child[]): Promise<void> {
    return this.db.write(() => enrol(this.db, scope, partitions));
  }

  open(scope: Scope, partition: PartitionId, owner: string, fresh?: Fresh): Promise<Opened> {
    return this.db.write(() => openPartition(this.db, scope, partition, owner, fresh));
  }

  commit(commit: Commit): Promise<Committed> {
    return this.#told(commit.scope.pipeline, () => applyCommit(this.db, commit, this.clock.now()));
  }

  delivered(pipeline: string, id: string): Promise<void> {
    const sql = 'DELETE FROM outbox WHERE pipeline = ? AND id = ?';
    return this.db.write(() => {
      this.db.run(sql, pipeline, toText(id));
    });
  }

  /** A write that others of this process hear of at once. */
  async #told<T>(pipeline: string, body: () => T): Promise<T> {
    const result = await this.db.write(body);
    this.bell.ring(pipeline);
    return result;
  }

  bury(pipeline: string, ids: readonly string[]): Promise<void> {
    const sql = `DELETE FROM dead WHERE id = ? AND scope = ${CURRENT_SCOPE}`;
    return this.db.write(() => {
      for (const id of ids) this.db.run(sql, toText(id), pipeline);
    });
  }
}
