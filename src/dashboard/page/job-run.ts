import type { RunDocument } from '../documents/job-shapes.ts';
import { address } from './address.ts';
import { el, fill, say, set } from './dom.ts';
import { facts } from './facts.ts';
import type { Frame } from './frame.ts';
import { listed } from './listed.ts';
import { grouped } from './numbers.ts';
import { stateOf, took, when } from './run-text.ts';
import { Ticking } from './ticking.ts';

type Head = RunDocument['pictures'][number];

/** `/jobs/JOB/RUN`: what is known of a run, what it has logged, and its pictures. */
export function runPage(frame: Frame, job: string, run: string): void {
  frame.title(`${job}, run ${run}`);
  const ticking = new Ticking(frame);
  const [head, error] = [el('div', { class: 'inner' }), el('p', { class: 'failed why' })];
  const log = el('pre', { class: 'log', tabindex: 0, role: 'region', 'aria-label': 'Log' });
  const pictures = el('div', { class: 'grid' });
  const made = el('section', { class: 'more-of' }, el('h2', {}, 'Pictures'), pictures);
  const heading = el('h1', {}, el('a', { href: address(['jobs', job]) }, job), `, run ${run}`);
  fill(frame.content, heading, error, head, made, el('section', { class: 'card' }, el('h2', {}, 'Log'), log));
  const drawPictures = listed<Head>(
    pictures,
    ({ name }) => name,
    (one) => ({ element: picture(job, run, one), update: () => {} }),
  );
  const draw = (document: RunDocument) => {
    fill(head, facts(factsOf(document, ticking)));
    say(error, document.error ?? '');
    set(error, { hidden: document.error === null });
    set(made, { hidden: document.pictures.length === 0 });
    drawPictures(document.pictures);
    write(log, document.log === '' ? 'Nothing was logged.' : document.log);
  };
  frame.follow<RunDocument>('run', { job, run }, draw, () => ({}));
}

const factsOf = (document: RunDocument, ticking: Ticking) => ({
  State: stateOf(document),
  Began: when(document.started, ticking),
  Took: took(document, ticking),
  'Set off': document.cause,
  'Was due': document.scheduled !== null && when(document.scheduled, ticking),
  Records: document.records === null ? null : grouped(document.records),
  'Set aside': document.setAside === null ? null : grouped(document.setAside),
  'Run by': document.owner,
});

/** Who looks at its end goes on to look at its end. */
function write(log: HTMLElement, text: string): void {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  say(log, text);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

const SHOWN: readonly string[] = ['image/png', 'image/svg+xml'];

function picture(job: string, run: string, { name, type, bytes }: Head): HTMLElement {
  const src = address(['api', 'jobs', job, 'runs', run, 'pictures', name]);
  const link = el('a', { href: src }, `${name}, ${grouped(Math.ceil(bytes / 1024))} KB`);
  const alt = `The picture ${name} that run ${run} of ${job} has made`;
  const image = SHOWN.includes(type) && el('img', { src, alt, loading: 'lazy' });
  return el('figure', { class: 'card' }, image, el('figcaption', {}, link));
}
