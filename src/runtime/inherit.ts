import { decode, type Json } from '../core/json.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { SavedState, State } from '../core/state.ts';

/** Gives a new child the cells of its parents that an operator wants inherited; cells of two parents are merged. */
export function inherit(pipeline: Pipeline, parents: readonly SavedState['cells'][], state: State): void {
  const specs = pipeline.operators.flatMap(({ spec }) => spec.cells ?? []);
  const merges = new Map(specs.flatMap(({ name, inherit: merge }) => (merge ? [[name, merge] as const] : [])));
  for (const { name, key, value } of parents.flat()) {
    const merge = merges.get(name);
    if (!merge) continue;
    const cells = state.cells<Json>(name);
    const has = cells.get(key);
    cells.set(key, has === undefined ? decode(value) : merge(has, decode(value)));
  }
}
