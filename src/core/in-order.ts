import { type HasNumber, numberOf } from './number-of.ts';

/** Events that know their own order: by time, those of one time by id. */
export interface Ordered {
  readonly time: number;
  readonly id: number;
}

/** A value and where it stands. */
export type Placed = readonly [time: number, id: number, value: number];

/** How a field is read together with its event's place; null where it holds nothing. */
export function placedOf<K extends string>(field: K): (event: Ordered & HasNumber<K>) => Placed | null {
  const take = numberOf<HasNumber<K>>(field);
  return (event) => {
    const value = take(event);
    return value === null ? null : [timeOf(event), idOf(event), value];
  };
}

const partOfPlace = (field: keyof Ordered) => {
  const take = numberOf<Ordered>(field);
  return (event: Ordered): number => {
    const part = take(event);
    if (part === null) throw new RangeError(`${field} is missing, wanted a number: it says which event is first`);
    return part;
  };
};
const timeOf = partOfPlace('time');
const idOf = partOfPlace('id');

/** The one that stands first. */
export const earlier = (a: Placed, b: Placed): Placed => (compare(a, b) <= 0 ? a : b);

/** The one that stands last. */
export const later = (a: Placed, b: Placed): Placed => (compare(a, b) >= 0 ? a : b);

/** By value too, so that of two values in one place the same one wins, whichever came first. */
const compare = (a: Placed, b: Placed): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
