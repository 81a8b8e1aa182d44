import { createHash } from 'node:crypto';

/** By what a message is known again: 16 digits that follow from its id and its content, and from nothing else. */
export const markOf = (id: string, content: string): string =>
  createHash('sha256')
    .update(JSON.stringify([id, content]))
    .digest('hex')
    .slice(0, 16);

/** `units-per-symbol`: a title as a file is called; what has no letters is a `file`. */
export const slugOf = (title: string): string =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '') || 'file';

/** `.png` of `units.png`; empty where it has none. */
export const extensionOf = (name: string): string => /\.\w{1,10}$/.exec(name)?.[0] ?? '';
