import { keptCellsOf, type Pipeline } from '../core/pipeline.ts';
import { goesOn } from './launch.ts';

/** What of this pipeline no seed can tell, each in one sentence. */
export function* unseen(pipeline: Pipeline): Generator<string> {
  const { source, operators, destinations } = pipeline;
  for (const one of destinations) {
    if (one.kind === 'sink' && !one.rehearsal && !one.textOf) {
      yield `what ${one.name} makes of what it is given: it has no rehearsal`;
    } else if (one.kind === 'messages') yield `how ${one.name} delivers: what it composes is seen, and nothing is sent`;
  }
  if (goesOn(pipeline)) {
    const [kept] = keptCellsOf(pipeline);
    const goes = kept === undefined ? 'counts on from' : `goes on with the "${kept}" of`;
    yield `a run that dies half-way: the next one ${goes} what it had committed, so tasks die here, and no process`;
  }
  if (source.bounded || source.onePartition) yield `a cut into partitions: ${source.name} is one`;
  if (!operators.some(({ spec }) => spec.once)) yield 'records that are put twice: there is no dedupe';
}
