import type { ShownPipeline } from '../documents/pipeline-shapes.ts';
import { address } from './address.ts';
import { type Child, el } from './dom.ts';

type Drawn = Pick<ShownPipeline, 'source' | 'upstream' | 'operators' | 'destinations'>;

/**
 * A pipeline as boxes with arrows, from its source through its operators to where it writes: beside each other where
 * there is room, else below each other.
 */
export function flow({ source, upstream, operators, destinations }: Drawn): HTMLElement {
  const from = upstream === null ? source : el('a', { href: address(['pipelines', upstream]) }, source);
  return el(
    'ol',
    { class: 'flow', 'aria-label': 'From its source through its operators to where it writes' },
    el('li', {}, box('source', from)),
    ...operators.map((name) => el('li', {}, box('operator', name))),
    el('li', { class: 'ends' }, ...destinations.map(({ kind, name }) => box(kind, name))),
  );
}

const box = (kind: string, name: Child): HTMLElement =>
  el(
    'div',
    { class: 'box', 'data-kind': kind },
    el('span', { class: 'kind' }, WORDS[kind] ?? kind),
    el('span', {}, name),
  );

const WORDS: Readonly<Record<string, string>> = { sink: 'output', keys: 'keys', messages: 'message' };
