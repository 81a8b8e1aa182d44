import { Lines } from './lines.ts';
import type { LogRecord, Read } from './record.ts';

const LYING = Symbol('lines');

/**
 * A read whose records lie as lines; they are cut out when somebody asks for its items. What is made of it, such as
 * `{ ...read, items }`, goes by its items.
 */
export function lyingAs(lines: Lines, read: Omit<Read<LogRecord>, 'items'>): Read<LogRecord> {
  let items: readonly LogRecord[] | undefined;
  return Object.defineProperties(
    { ...read, items: [] },
    {
      items: {
        enumerable: true,
        get: () => {
          items ??= lines.records();
          return items;
        },
      },
      [LYING]: { value: lines },
    },
  );
}

/** The lines of a read, where its records lie so. */
export function linesOf(read: Read<unknown>): Lines | undefined {
  const lines: unknown = Reflect.get(read, LYING);
  return lines instanceof Lines ? lines : undefined;
}

/** How many items there are in a read; they are not made for that. */
export const lengthOf = (read: Read<unknown>): number => linesOf(read)?.length ?? read.items.length;
