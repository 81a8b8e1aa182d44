import type { Child, PartitionId } from '../core/record.ts';
import type { SavedState } from '../core/state.ts';
import type { Clock, Duration } from '../core/time.ts';
import { fenceTail, rolledBack } from './fence.ts';
import { takenKey } from './keys.ts';
import { outboxFull } from './limits.ts';
import { REGISTER, RESET } from './redis-anew.ts';
import { pairs, toEnrolled } from './redis-columns.ts';
import { COMMIT } from './redis-commit.ts';
import { commitArguments } from './redis-commit-arguments.ts';
import { Connection } from './redis-connection.ts';
import { BURY, DELIVERED } from './redis-done.ts';
import { LEASE, RELEASE } from './redis-lease.ts';
import { joined, listed, parted, partOf, textOf, unlisted } from './redis-member.ts';
import { RedisReader } from './redis-reader.ts';
import { refusedKey } from './redis-refused.ts';
import { savedRow } from './redis-row.ts';
import { ENROL, OPEN, REMOVE_FORGOTTEN } from './redis-tasks.ts';
import {
  type Commit,
  type Committed,
  type Fence,
  type Fresh,
  LEASE_MAX,
  type Lease,
  type Opened,
  type Registered,
  type Scope,
  type Store,
} from './store.ts';
import { fromText, toText } from './text.ts';
import { takenBy } from './views.ts';

/**
 * Opens the store in a Redis that any number of processes share. What a method changes it changes in one script,
 * so all of it or nothing; leases expire by the clock of Redis.
 */
export const redisStore = async (url: string, { clock }: { readonly clock: Clock }): Promise<Store> =>
  new RedisStore(await Connection.open(url, clock));

class RedisStore extends RedisReader implements Store {
  async lease(pipeline: string, owner: string, span: Duration): Promise<Lease> {
    const args = [owner, span, LEASE_MAX];
    const [holder, expires] = (await this.db.run(LEASE, [this.leaseKey(pipeline)], args)) as [string?, string?];
    return holder === undefined ? { held: true } : { held: false, owner: holder, expires: Number(expires) };
  }

  async release(pipeline: string, owner: string): Promise<void> {
    await this.db.run(RELEASE, [this.leaseKey(pipeline)], [owner]);
  }

  async register(
    pipeline: string,
    fingerprint: string,
    views: readonly string[],
    rebuildOf?: number,
  ): Promise<Registered> {
    const keys = [this.pipelineKey(pipeline), this.viewsKey, this.keys.owners];
    const args = [pipeline, fingerprint, listed(views), String(rebuildOf ?? '')];
    const [done, ...told] = (await this.db.run(REGISTER, keys, args)) as string[];
    const [view = '', keeper = ''] = told;
    if (done === 'taken') throw takenBy(keeper, textOf(view), pipeline);
    const [version = '', stored = '', kept = ''] = told;
    return { scope: { pipeline, version: Number(version) }, fingerprint: stored, views: unlisted(kept) };
  }

  async reset(pipeline: string): Promise<Registered | undefined> {
    const keys = [this.pipelineKey(pipeline), this.keys.owners];
    const told = (await this.db.run(RESET, keys, [pipeline])) as [string, string, string] | null;
    if (!told) return undefined;
    const [version, fingerprint, views] = told;
    return { scope: { pipeline, version: Number(version) }, fingerprint, views: unlisted(views) };
  }

  async enrol(scope: Scope, partitions: readonly Child[]): Promise<void> {
    const keys = [this.scopeKey(scope), this.pipelineKey(scope.pipeline)];
    const list = partitions.flatMap(({ id, parents }) => [partOf(id), listed(parents)]);
    const [done, parent = '', id = ''] = (await this.db.run(ENROL, keys, [scope.version, ...list])) as string[];
    if (done === 'version') throw rolledBack(`version ${scope.version}`, scope);
    if (done === 'parent') throw rolledBack(`the parent ${textOf(parent)} of ${textOf(id)}`, scope);
  }

  async open(scope: Scope, partition: PartitionId, owner: string, fresh?: Fresh): Promise<Opened> {
    // What is removed as forgotten must not be what the next run writes.
    if (fresh) while (await this.db.run(REMOVE_FORGOTTEN, [this.scopeKey(scope)]));
    const kept = (fresh?.keep ?? []).map((name) => joined(partition, name));
    const args = [partOf(partition), fenceTail(owner), fresh ? '1' : '0', ...kept];
    const answer = (await this.db.run(OPEN, [this.scopeKey(scope)], args)) as OpenedColumns | [string, string?];
    if (answer[0] === 'partition') throw rolledBack(`partition ${partition}`, scope);
    if (answer[0] === 'parent') throw rolledBack(`the end of ${textOf(answer[1] ?? '')}`, scope);
    const [, fence, parents, position, watermark, ended, commits, cells, rows, inherited] = answer as OpenedColumns;
    return {
      ...toEnrolled([partOf(partition), parents, position, watermark, ended, commits]),
      fence,
      state: { cells: toCells(cells), rows: pairs(rows).map(([member, value]) => savedRow(member, value)) },
      inherited: inherited.map(toCells),
    };
  }

  async commit(commit: Commit): Promise<Committed> {
    const { pipeline } = commit.scope;
    for (const { key } of commit.keys) this.keys.refuse(key);
    const keys = [this.scopeKey(commit.scope), this.pipelineKey(pipeline), this.keys.owners];
    const answer = (await this.db.run(COMMIT, keys, commitArguments(commit))) as Committed | string[];
    if (typeof answer === 'string') return answer;
    const [why = '', key = '', told = ''] = answer;
    if (why === 'full') throw outboxFull(pipeline, textOf(key), Number(told));
    throw why === 'taken' ? takenKey(key, told === '' ? undefined : told, pipeline) : refusedKey(why, key, told);
  }

  async delivered(pipeline: string, id: string): Promise<void> {
    await this.db.run(DELIVERED, [this.pipelineKey(pipeline)], [toText(id)]);
  }

  async bury(pipeline: string, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.db.run(BURY, [this.pipelineKey(pipeline)], ids.map(toText));
  }
}

type CellColumns = readonly (readonly [name: string, cells: readonly string[]])[];
type OpenedColumns = readonly [
  'opened',
  fence: Fence,
  parents: string,
  position: string,
  watermark: string,
  ended: number,
  commits: string,
  cells: CellColumns,
  rows: readonly string[],
  inherited: readonly CellColumns[],
];

const toCells = (columns: CellColumns): SavedState['cells'] =>
  columns.flatMap(([of, cells]) => {
    const [, name = ''] = parted(of);
    return pairs(cells).map(([key, value]) => ({ name, key: fromText(key), value }));
  });
