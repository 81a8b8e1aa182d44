import type { SavedRow } from '../core/open-rows.ts';
import { DIGITS, digitsOf, END_IN_PATTERN, numberOf, parted } from './redis-member.ts';
import type { StoredRow } from './store.ts';

const FINAL = 2 * DIGITS;

/** What stands beside a row's member: when it closes and ends, whether it is final, and its partials. */
export const rowValue = ({ closes, end, final, partials }: SavedRow): string =>
  `${digitsOf(closes)}${digitsOf(end)}${final ? '1' : '0'}${partials}`;

/** The same for scripts, of values and of members; one in closing order has the digits of when it closes in front. */
export const ROW_LAYOUT = `
local function closesOf(text) return string.sub(text, 1, ${DIGITS}) end
local function isFinal(value) return string.sub(value, ${FINAL + 1}, ${FINAL + 1}) == '1' end
local function memberIn(closing) return string.sub(closing, ${DIGITS + 1}) end
local function partitionOf(member) return string.match(member, '${END_IN_PATTERN}(.*)$') end`;

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
