import type { SavedRow } from '../core/open-rows.ts';
import { DIGITS, digitsOf, numberOf, parted } from './redis-member.ts';
import type { StoredRow } from './store.ts';

const FINAL = 2 * DIGITS;

/** What stands beside a row's member: when it closes and ends, whether it is final, and its partials. */
export const rowValue = ({ closes, end, final, partials }: SavedRow): string =>
  `${digitsOf(closes)}${digitsOf(end)}${final ? '1' : '0'}${partials}`;

export function storedRow(member: string, value: string): StoredRow {
  const [key = '', partition = ''] = parted(member.slice(DIGITS));
  return { partition, ...savedRow(member, value), key };
}

/** Without its partition, as the partition's own task takes it. */
export function savedRow(member: string, value: string): SavedRow {
  const [key = ''] = parted(member.slice(DIGITS));
  return {
    key,
    start: numberOf(member.slice(0, DIGITS)),
    end: numberOf(value.slice(DIGITS, FINAL)),
    closes: numberOf(value.slice(0, DIGITS)),
    final: value[FINAL] === '1',
    partials: value.slice(FINAL + 1),
  };
}
