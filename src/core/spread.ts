import { createHash } from 'node:crypto';

/**
 * Chance that is none, in [0, 1): another number for each name, and the same one each time, so that waits of many are
 * spread and a simulation can be replayed.
 */
export const spread = (name: string): number => createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;
