import { grouped } from '../core/words.ts';
import { type Counts, reckoning, rejectedText } from '../views/reckoning.ts';

/** What became of all records, and how long it took. */
export function summary(counts: Counts, folds: boolean, ms: number): string {
  const all = reckoning(counts);
  const parts = [
    `${grouped(all.records)} records`,
    ...(folds ? [`${grouped(all.folded)} folded`] : []),
    `${grouped(all.duplicates)} duplicates`,
    ...(all.filtered > 0 ? [`${grouped(all.filtered)} filtered out`] : []),
    rejectedText(all),
    ...(all.records > all.received ? [`${grouped(all.records - all.received)} ticks and the like`] : []),
    `${(ms / 1_000).toFixed(1)} s`,
    `${grouped((all.records * 1_000) / Math.max(1, ms))} records/s`,
  ];
  return parts.join(' · ');
}

/** Nothing in it was what the pipeline reads: another kind of file, most likely. */
export function noneParsed(counts: Counts): boolean {
  const { received } = reckoning(counts);
  return received > 0 && counts['rejected.unparsable'] === received;
}
