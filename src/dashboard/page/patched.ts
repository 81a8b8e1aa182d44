import type { applyOperation, Operation } from 'fast-json-patch';

/**
 * The document that a patch makes of another, which stays as it is. What the patch does not touch is the same object in
 * both, so `===` tells what has changed.
 *
 * @throws Where the patch is not of this document: then a whole one is needed.
 */
export function patched<D extends object>(document: D, patch: readonly Operation[], apply: typeof applyOperation): D {
  const root: Tree = { '': document };
  const own = new Set<unknown>();
  for (const operation of patch) {
    unshare(root, operation.path, own);
    if (operation.op === 'move') unshare(root, operation.from, own);
    // The library's own copies would be of all of it; what is shared has been copied.
    root[''] = apply(root[''] as object, operation, true, true).newDocument;
  }
  return root[''] as D;
}

type Tree = Record<string, unknown>;

/** Copies all on the way to where a path leads, unless it was copied before. */
function unshare(root: Tree, path: string, own: Set<unknown>): void {
  let parent = root;
  for (const name of path.split('/').slice(0, -1).map(unescaped)) {
    const child = Object.hasOwn(parent, name) ? parent[name] : undefined;
    if (typeof child !== 'object' || child === null) return;
    const copy = own.has(child) ? child : Array.isArray(child) ? [...child] : { ...child };
    own.add(copy);
    parent[name] = copy;
    parent = copy as Tree;
  }
}

const unescaped = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');
