import type { Events } from './columns.ts';

type Giver = Pick<Events<unknown>, 'memory'>;

/** Room for so many numbers in the memory of a batch. It holds whatever was there. */
export const doubles = (batch: Giver, length: number): Float64Array<ArrayBuffer> =>
  new Float64Array(batch.memory(8 * length), 0, length);

/** The same for whole numbers of 32 bits. */
export const integers = (batch: Giver, length: number): Int32Array<ArrayBuffer> =>
  new Int32Array(batch.memory(4 * length), 0, length);
