// A process that commits to a SQLite store: `node sqlite-committer.ts PATH OWNER TIMES [PARTITION…]`. On each partition
// in turn it adds one to a cell, taking the partition anew whenever another process has taken it, until it has done so
// TIMES times; it writes a line for each commit that was acknowledged.
import { writeSync } from 'node:fs';
import { systemClock } from '../../src/runtime/clock.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import type { Opened } from '../../src/store/store.ts';
import { commitOf, rowOf, scope, started } from '../conformance/store-data.ts';

const [path = '', owner = '', times = '0', ...partitions] = process.argv.slice(2);

const store = await sqliteStore(path, { clock: systemClock });
for (const partition of partitions) await started(store, partition);
const tasks = new Map<string, Opened>();
for (let done = 0; done < Number(times); ) {
  const partition = partitions[done % partitions.length] ?? '';
  const task = tasks.get(partition) ?? (await store.open(scope, partition, owner));
  const value = String(Number(task.state.cells[0]?.value ?? 0) + 1);
  const cell = { name: 'sum', key: 'k', value };
  const rows = [rowOf('k', 0, { partials: value })];
  if ((await store.commit(commitOf(task, { position: value, cells: [cell], rows }))) === 'committed') {
    tasks.set(partition, { ...task, commits: task.commits + 1, state: { cells: [cell], rows } });
    writeSync(1, `${partition} ${value}\n`);
    done++;
  } else tasks.delete(partition);
}
await store.close();
