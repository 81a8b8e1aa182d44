import { textOf, unlisted } from './redis-member.ts';
import type { DeadLetter, Enrolled } from './store.ts';
import { fromText } from './text.ts';

/** How the scripts answer, and what that is. */
export type EnrolledColumns = readonly [
  id: string,
  parents: string,
  position: string,
  watermark: string,
  ended: number,
  commits: string,
];

export const toEnrolled = ([id, parents, position, watermark, ended, commits]: EnrolledColumns): Enrolled => ({
  partition: textOf(id),
  parents: unlisted(parents),
  position: position === '' ? undefined : fromText(position.slice(1)),
  watermark: Number(watermark),
  ended: ended === 1,
  commits: Number(commits),
});

export type LetterColumns = readonly [number: Buffer, id: Buffer, about: Buffer, data: Buffer];

export const toDeadLetter = ([number, id, about, data]: LetterColumns): DeadLetter => ({
  ...(JSON.parse(String(about)) as Omit<DeadLetter, 'number' | 'id' | 'data'>),
  number: Number(number),
  id: fromText(String(id)),
  data: new Uint8Array(data),
});

/** What HGETALL gives, two by two. */
export const pairs = (flat: readonly string[]): (readonly [string, string])[] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i] ?? '', flat[2 * i + 1] ?? '']);
