import { PipelineError } from '../core/errors.ts';
import { decode, encode } from '../core/json.ts';
import type { Row } from '../core/row.ts';
import type { KeptRows, OpenRow, RowsContext } from '../core/source.ts';
import { START_OF_TIME } from '../core/time.ts';
import type { Registered, StoreReader } from '../store/store.ts';
import { type Merged, merged, settledIn } from './merged.ts';
import { finalRows } from './view.ts';
import { WindowsBefore } from './windows-before.ts';

/** Open rows that are held for a snapshot, at most: they stand in its position. */
const OPEN_MAX = 10_000;

/** What a run may ask about the rows of other pipelines in its store. */
export const keptRowsIn = (store: StoreReader): RowsContext => ({
  changes: ({ pipeline }, signal) => store.changes(pipeline, signal),
  async finalRows(of, after, limit, until) {
    const registered = await store.registered(of.pipeline);
    if (!registered) return { version: 0, rows: [] };
    refuseOther(of, registered, after?.version);
    const { scope } = registered;
    return { version: scope.version, rows: await finalRows(store, scope, of.fold, after, limit, until) };
  },
  async snapshot(of, { from, to, open }) {
    const registered = await store.registered(of.pipeline);
    if (!registered) return { version: 0, settled: START_OF_TIME, held: [] };
    refuseOther(of, registered, undefined);
    const { scope } = registered;
    const settled = await settledIn(store, scope);
    const held: OpenRow[] = [];
    if (open) {
      const rows = store.rows(scope, { from, to });
      for await (const one of merged(of.fold, rows, settled, new WindowsBefore(store, scope, of.fold))) {
        if (one.head.final) continue;
        if (held.push(heldOf(of, one)) > OPEN_MAX) throw tooMany(of);
      }
    }
    return { version: scope.version, settled: settled.watermark, held };
  },
  openRow: ({ fold }, { head, partials, before }) =>
    fold.row(head, fold.load(decode(partials)), before === undefined ? before : fold.load(decode(before))) as Row,
});

const heldOf = ({ fold }: KeptRows, { head, partials, before }: Merged): OpenRow => ({
  head,
  partials: encode(fold.save(partials)),
  ...(before && { before: encode(fold.save(before)) }),
});

function refuseOther({ pipeline, fingerprint }: KeptRows, registered: Registered, read: number | undefined): void {
  const { version } = registered.scope;
  if (![fingerprint, ''].includes(registered.fingerprint)) {
    throw new PipelineError(
      'CHANGED',
      `${pipeline} is another one now than when its rows were kept (version ${version}): run it with --rebuild, ` +
        'then what reads its rows.',
    );
  }
  if (read !== undefined && read !== version) {
    throw new PipelineError(
      'CHANGED',
      `${pipeline} was rebuilt: its rows were read in version ${read}, now there is version ${version}. ` +
        'Run what reads them with --rebuild, too.',
    );
  }
}

const tooMany = ({ pipeline }: KeptRows): PipelineError =>
  new PipelineError(
    'LIMIT',
    `${pipeline} has more than ${OPEN_MAX} open rows: read the final ones, without open: true.`,
  );
