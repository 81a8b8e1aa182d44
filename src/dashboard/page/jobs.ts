import type { JobsDocument, ShownJob } from '../documents/job-shapes.ts';
import { address } from './address.ts';
import { coded } from './coded.ts';
import { type Child, el, fill, set } from './dom.ts';
import type { Frame } from './frame.ts';
import { grouped } from './numbers.ts';
import { schedule, stateOf, took, when } from './run-text.ts';
import { stacked } from './stacked.ts';
import { Ticking } from './ticking.ts';

const COLUMNS = ['Job', 'Last run', 'Began', 'Took', 'Records', 'Next due', 'Schedule'];

/** `/jobs`: all that have a schedule, and all that ever ran. */
export function jobsPage(frame: Frame): void {
  frame.title('Jobs');
  const ticking = new Ticking(frame);
  const list = stacked<ShownJob>('Jobs', COLUMNS, {
    key: ({ job }) => job,
    head: ({ job }) => el('a', { href: address(['jobs', job]) }, job),
    cells: (job) => cellsOf(job, ticking),
  });
  const none = el('p', { class: 'why' }, 'No pipeline here has a schedule, and no job has run in this store.');
  const card = el('section', { class: 'card' }, none, list.element, el('p', { class: 'why' }, ...coded(NOTE)));
  fill(frame.content, el('h1', {}, 'Jobs'), card);
  const draw = ({ jobs }: JobsDocument) => {
    list.show(jobs);
    set(none, { hidden: jobs.length > 0 });
    set(list.element, { hidden: jobs.length === 0 });
  };
  frame.follow<JobsDocument>('jobs', {}, draw, () => ({}));
}

const NOTE = 'They are run when they are due while "millrace schedule" runs somewhere.';

function cellsOf(shown: ShownJob, ticking: Ticking): readonly Child[] {
  const { last, next, job } = shown;
  const due = next === null ? null : when(next, ticking);
  if (!last) return ['never', null, null, null, due, schedule(shown)];
  const run = el('a', { href: address(['jobs', job, String(last.number)]) }, `run ${last.number}`);
  const state = el('span', { class: 'pair' }, stateOf(last), run);
  const records = last.records === null ? null : grouped(last.records);
  return [state, when(last.started, ticking), took(last, ticking), records, due, schedule(shown)];
}
