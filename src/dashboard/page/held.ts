import type { applyOperation } from 'fast-json-patch';
import { patched } from './patched.ts';

/** A document as a stream has brought it, and the id of what it came with. */
export interface Held<D> {
  readonly id: string;
  readonly document: D;
}

/** What a stream brings: a whole document, or the operations that make the next one of the last. */
export interface Brought {
  readonly type: 'document' | 'patch';
  /** EPOCH/NUMBER: numbers of one epoch go up by one. */
  readonly id: string;
  readonly data: string;
}

/** The document after that; undefined where it does not follow from the one that is held: ask for a whole one. */
export function received<D extends object>(
  held: Held<D> | undefined,
  { type, id, data }: Brought,
  apply: typeof applyOperation,
): Held<D> | undefined {
  try {
    if (type === 'document') return { id, document: JSON.parse(data) };
    if (held === undefined || id !== nextId(held.id)) return undefined;
    return { id, document: patched(held.document, JSON.parse(data), apply) };
  } catch {
    return undefined;
  }
}

function nextId(id: string): string | undefined {
  const [, epoch, number] = id.match(/^(.*)\/(\d+)$/) ?? [];
  return number === undefined ? undefined : `${epoch}/${Number(number) + 1}`;
}

/** How long to wait before what has failed so often is tried again. */
export const patience = (failures: number): number => Math.min(PATIENCE_MAX, 500 * 2 ** Math.max(0, failures - 1));
const PATIENCE_MAX = 5_000;
