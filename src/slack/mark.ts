import { createHash } from 'node:crypto';

/** By what a message is known again: 16 digits that follow from its id and its content, and from nothing else. */
export const markOf = (id: string, content: string): string =>
  createHash('sha256')
    .update(JSON.stringify([id, content]))
    .digest('hex')
    .slice(0, 16);

/** `.png` of `units.png`; empty where it has none. */
export const extensionOf = (name: string): string => /\.\w{1,10}$/.exec(name)?.[0] ?? '';
