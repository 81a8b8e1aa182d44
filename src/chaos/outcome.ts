import { isRecord } from '../core/record.ts';
import { compareText } from '../core/row.ts';

/** What a run came to, to be compared: lines under their ids. */
export type Lines = ReadonlyMap<string, string>;

/** By what the lines are, such as `rows`; in the order in which they are compared. */
export type Outcome = ReadonlyMap<string, Lines>;

/** The first line that differs. */
export interface Difference {
  /** What kind of line. */
  readonly of: string;
  readonly id: string;
  /** What the plain fold says; undefined where it has no such line. */
  readonly wanted: string | undefined;
  readonly got: string | undefined;
}

export function firstDifference(wanted: Outcome, got: Outcome): Difference | undefined {
  for (const [of, lines] of wanted) {
    const others = got.get(of) ?? new Map<string, string>();
    const ids = [...new Set([...lines.keys(), ...others.keys()])].sort(compareText);
    const id = ids.find((one) => lines.get(one) !== others.get(one));
    if (id !== undefined) return { of, id, wanted: lines.get(id), got: others.get(id) };
  }
  return undefined;
}

/** How often each content is there. */
export function timesOf(contents: Iterable<string>): Lines {
  const times = new Map<string, number>();
  for (const content of contents) times.set(content, (times.get(content) ?? 0) + 1);
  return new Map([...times].map(([content, n]) => [content, `${n} times`]));
}

/** Any value as text, the same for the same value: maps, sets and objects have no order. A record is its own text. */
export function contentOf(value: unknown): string {
  if (isRecord(value)) return new TextDecoder().decode(value.data);
  return JSON.stringify(value, plain) ?? String(value);
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Set) return [...value].map(contentOf).sort(compareText);
  if (value instanceof Map) return [...value].map((entry) => entry.map(contentOf).join(': ')).sort(compareText);
  return value;
}
