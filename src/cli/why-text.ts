import { printable, table } from '../core/table.ts';
import { type Duration, END_OF_TIME, iso, START_OF_TIME } from '../core/time.ts';
import { counted, grouped } from '../core/words.ts';
import { type PartitionWhy, resultsOf, type Why } from '../runtime/why.ts';
import { reckoning, rejectedText } from '../views/reckoning.ts';

/** What is behind a row, for people: what it is, who made it, what was set aside, and at which prices. */
export function whyText(view: string, told: Why): string {
  const parts = [
    headOf(view, told),
    rowOf(told),
    heldOf(told),
    partsOf(told),
    readOf(told),
    asideOf(told),
    missedOf(told),
    usedOf(told),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function headOf(view: string, { window, row, absent, version }: Why): string {
  const { key, start, end, closes, final } = window;
  const state = row === null ? 'no such row' : final ? 'final' : 'open';
  const until = final ? 'closed' : 'closes';
  const lines = [
    end < END_OF_TIME
      ? `${printable(key)} in ${view}, from ${iso(start)} to ${iso(end)}: ${state} ` +
        `(it ${until} at event time ${iso(closes)}; version ${version})`
      : `${printable(key)} in ${view}, over all that is read: ${state} (version ${version})`,
  ];
  if (absent) {
    lines.push(printable(absent.reason));
    const near = [absent.before, absent.after].flatMap((at) => (at === null ? [] : [iso(at)]));
    if (near.length > 0) lines.push(`The nearest windows of ${printable(key)} start at ${near.join(' and ')}.`);
  }
  return lines.join('\n');
}

const rowOf = ({ row }: Why): string => (row === null ? '' : table([resultsOf(row)]));

/** Who holds an open window back, and by how much. */
function heldOf({ window, partitions }: Why): string {
  if (window.final) return '';
  if (window.closes >= END_OF_TIME) return 'It is final when its source is over.';
  const holding = partitions.filter(({ part }) => part === 'holds it back');
  if (holding.length === 0) return 'Nothing holds it back but the end of what is read.';
  const lines = holding.map(({ partition, short }) =>
    short === null
      ? `It is held back by ${partition}, which has committed nothing yet.`
      : `It is held back by ${partition}, by ${spanOf(short)} of event time: it closes when that has come so far.`,
  );
  return lines.join('\n');
}

/** Each partition's part of the row, where there are several. */
function partsOf({ partitions }: Why): string {
  const parts = partitions.flatMap(({ partition, partial }) => (partial ? [{ partition, ...partial }] : []));
  return parts.length > 1 ? `The parts that it is merged from:\n${table(parts)}` : '';
}

const readOf = ({ partitions }: Why): string => table(partitions.map(lineOf));

function lineOf({ partition, part, watermark, position, counts, partial }: PartitionWhy): object {
  const { records = 0, folded = 0, duplicates = 0, rejected } = totalsOf(counts);
  const late = counts['rejected.late'] ?? 0;
  const at = watermark > START_OF_TIME ? iso(watermark) : '';
  const has = partial === null ? 'no' : 'yes';
  return {
    partition,
    'has a part': has,
    state: part,
    watermark: at,
    records,
    folded,
    duplicates,
    late,
    rejected,
    position,
  };
}

const totalsOf = (counts: PartitionWhy['counts']): Readonly<Record<string, number>> => ({
  ...counts,
  rejected: reckoning(counts).setAside,
});

function asideOf({ setAside, counts }: Why): string {
  const here = Object.entries(setAside.counts).map(([reason, n]) => `${n} ${reason}`);
  const all = reckoning(counts);
  return [
    `Set aside that would have fallen into this row: ${here.length > 0 ? here.join(', ') : 'nothing'}.`,
    ...(setAside.note === undefined ? [] : [`Of these counts: ${setAside.note}.`]),
    `Of all windows together: ${counted(all.records, 'record')}, ${counted(all.duplicates, 'duplicate')} dropped, ` +
      `${rejectedText(all)}; duplicates are not counted by window.`,
  ].join('\n');
}

/** Gaps that are named, at most. */
const GAPS_MAX = 8;

/** What never reached the log; where that tells of nothing, neither do we. */
function missedOf({ window, gaps: { gaps, missed, ofKey, near, forgotten } }: Why): string {
  if (gaps === 0) return '';
  const key = printable(window.key);
  const shown = near.slice(0, GAPS_MAX).map(({ time, from, to }) => `${idsOf(from, to)} (showed at ${iso(time)})`);
  const more = near.length > GAPS_MAX ? ` and ${near.length - GAPS_MAX} more` : '';
  const here = shown.length > 0 ? `: ${shown.join(', ')}${more}` : ', none of them in it or next behind it';
  const old = forgotten > 0 ? `; ${counted(forgotten, 'earlier one')} by number alone` : '';
  const own = ofKey.gaps === 0 ? `none of ${key}` : `of ${key} ${grouped(ofKey.missed)} in ${ofKey.gaps}${here}${old}`;
  return (
    `Missed before they reached the log: ${counted(missed, 'id')} in ${counted(gaps, 'gap')}, ${own}. ` +
    "No row has them; coverage('id') as an aggregate names what a window lacks."
  );
}

const idsOf = (from: number, to: number): string => (from === to ? `${from}` : `${from} to ${to}`);

function usedOf({ used }: Why): string {
  const rows = used.flatMap(({ partition, rows }) => rows.map((row) => ({ partition, ...row })));
  const notes = new Map<string, string[]>();
  for (const { operator, partition, notes: own } of used) {
    for (const note of own) notes.set(note, [...(notes.get(note) ?? []), `${operator} on ${partition}`]);
  }
  const said = [...notes].map(([note, by]) => `${by.length > 3 ? `${by.length} partitions` : by.join(', ')}: ${note}.`);
  const tables = rows.length > 0 ? [`The prices that were used (age in ms):\n${table(rows)}`] : [];
  return [...tables, ...said.map(printable)].join('\n');
}

/** `34.5 s`, `12 min`, `3 h`. */
function spanOf(span: Duration): string {
  const minutes = span / 60_000;
  if (minutes < 2) return `${(span / 1_000).toFixed(1)} s`;
  return minutes < 120 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 60)} h`;
}
