import { keptCellsOf } from '../core/pipeline.ts';
import { goesOn } from './launch.ts';
import { DISPLAYED } from './outcomes.ts';
import type { Prepared } from './prepare.ts';

/** What of this pipeline no seed can tell, each in a few words. */
export function* unseen({ subject: { pipeline }, whole }: Prepared): Generator<string> {
  const { source, operators, destinations } = pipeline;
  for (const one of destinations) {
    if (one.kind === 'sink' && !one.rehearsal && !one.textOf) {
      yield `what ${one.name} makes of what it is given: it has no rehearsal`;
    } else if (one.kind === 'messages') yield `how ${one.name} delivers: what it composes is seen, and nothing is sent`;
  }
  const [displayed] = whole.get(DISPLAYED)?.keys() ?? [];
  if (displayed !== undefined) yield `what stands under ${displayed}: it hangs on when commits are`;
  if (goesOn(pipeline)) {
    const [kept] = keptCellsOf(pipeline);
    const goes = kept === undefined ? 'counts on from' : `goes on with the "${kept}" of`;
    yield `a run that dies half-way: the next one ${goes} what it had committed, so tasks die here, and no process`;
  }
  if (source.bounded || source.onePartition) yield `a cut into partitions: ${source.name} is one`;
  if (!operators.some(({ spec }) => spec.once)) yield 'records that are put twice: there is no dedupe';
}
