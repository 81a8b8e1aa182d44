import type { JobDocument, ShownRun } from '../documents/job-shapes.ts';
import { address } from './address.ts';
import { type Child, el, fill, set } from './dom.ts';
import { facts } from './facts.ts';
import type { Frame } from './frame.ts';
import { grouped } from './numbers.ts';
import { runNow } from './run-now.ts';
import { schedule, stateOf, took, when } from './run-text.ts';
import { runsPicture } from './runs-picture.ts';
import { stacked } from './stacked.ts';
import { Ticking } from './ticking.ts';

const COLUMNS = ['Run', 'State', 'Began', 'Took', 'Set off', 'Records', 'Set aside', 'Pictures', 'Failed of'];

/** `/jobs/JOB`: when it is due, the way to run it now, and its last runs. */
export function jobPage(frame: Frame, job: string): void {
  frame.title(job);
  const ticking = new Ticking(frame);
  const [head, picture] = [el('div', { class: 'inner' }), el('div')];
  const [button, none] = [runNow(job), el('p', { class: 'why' }, 'It has never run in this store.')];
  const list = stacked<ShownRun>(`Runs of ${job}, the newest first`, COLUMNS, {
    key: ({ number }) => String(number),
    head: ({ number }) => el('a', { href: address(['jobs', job, String(number)]) }, `Run ${number}`),
    cells: (run) => cellsOf(run, ticking),
  });
  const history = el('section', { class: 'card' }, el('h2', {}, 'Runs'), picture, none, list.element);
  fill(frame.content, el('div', { class: 'tools' }, el('h1', {}, job), button.element), head, history);
  const draw = (document: JobDocument) => {
    button.show(document);
    fill(head, facts(factsOf(document, ticking)));
    fill(picture, runsPicture(document.runs));
    set(none, { hidden: document.runs.length > 0 });
    set(list.element, { hidden: document.runs.length === 0 });
    list.show(document.runs);
  };
  frame.follow<JobDocument>('job', { job }, draw, () => ({}));
}

const factsOf = (document: JobDocument, ticking: Ticking) => ({
  'Last run': document.last && stateOf(document.last),
  Schedule: schedule(document) ?? 'none: run by hand',
  'Next due': document.next !== null && when(document.next, ticking),
  Pipeline: document.known && el('a', { href: address(['pipelines', document.job]) }, 'what it is made of'),
});

function cellsOf(run: ShownRun, ticking: Ticking): readonly Child[] {
  const { started, cause, records, setAside, pictures, error } = run;
  return [
    ...[stateOf(run), when(started, ticking), took(run, ticking), cause],
    ...[records, setAside].map((n) => (n === null ? null : grouped(n))),
    pictures.length === 0 ? null : grouped(pictures.length),
    error === null ? null : el('span', { class: 'failed' }, error),
  ];
}
