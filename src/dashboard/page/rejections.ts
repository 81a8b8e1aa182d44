import type { PipelineDocument, ShownLetter } from '../documents/pipeline-shapes.ts';
import { el, fill, set } from './dom.ts';
import { listed, type Part } from './listed.ts';
import { grouped } from './numbers.ts';

type Rejection = PipelineDocument['rejected'][number];

/** What a pipeline has set aside, by reason, each with some of its newest. */
export function rejections(pipeline: string) {
  const [parts, note] = [el('div', { class: 'reasons' }), el('p', { class: 'why' })];
  const element = el('section', { class: 'card wide' }, el('h2', {}, 'Set aside'), parts, note);
  const drawAll = listed<Rejection>(parts, ({ reason }) => reason, rejection);
  return {
    element,
    draw({ rejected, forgotten }: PipelineDocument) {
      drawAll(rejected);
      set(parts, { hidden: rejected.length === 0 });
      const all = el('code', {}, `millrace dead ${pipeline}`);
      if (rejected.length === 0) fill(note, 'Nothing was set aside.');
      else fill(note, all, ' lists all', forgotten > 0 && ` but ${grouped(forgotten)} that are no longer kept`, '.');
    },
  };
}

function rejection(first: Rejection): Part<Rejection> {
  const [count, samples] = [el('span'), el('ul', { class: 'samples' })];
  const element = el('details', { open: true }, el('summary', {}, el('strong', {}, first.reason), ' ', count), samples);
  const update = ({ count: n, samples: shown }: Rejection) => {
    fill(count, grouped(n));
    fill(samples, ...shown.map(sample), shown.length === 0 && el('li', {}, 'No sample among the newest.'));
  };
  update(first);
  return { element, update };
}

const sample = ({ number, operator, detail, text, partition, position }: ShownLetter): HTMLElement =>
  el(
    'li',
    {},
    el('p', {}, `By ${operator}: ${detail}`),
    el('pre', { class: 'bytes' }, text),
    el(
      'p',
      { class: 'lines' },
      el('span', {}, `number ${number}`),
      el('span', {}, `partition ${partition}`),
      el('span', {}, `position ${position}`),
    ),
  );
