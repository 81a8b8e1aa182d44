import type { PipelineDocument, ShownCounts } from '../documents/pipeline-shapes.ts';
import { chartsLink } from './charts-link.ts';
import { el, fill, say } from './dom.ts';
import { badge, facts } from './facts.ts';
import { flow } from './flow.ts';
import type { Frame } from './frame.ts';
import { grouped } from './numbers.ts';
import { headFacts, whyLine } from './pipeline-card.ts';
import { rejections } from './rejections.ts';
import { table } from './table.ts';
import { Ticking } from './ticking.ts';
import { clockText, lagText } from './times.ts';

/** `/pipelines/NAME`: what it is made of, what became of all that it read, and how far each partition is. */
export function pipelinePage(frame: Frame, name: string): void {
  frame.title(name);
  const ticking = new Ticking(frame);
  const [state, why, told] = [el('span'), el('div'), el('div')];
  const [picture, counts] = [el('div'), el('section', { class: 'card wide' })];
  let drawn = false;
  const roster = table('Partitions');
  const partitions = el('section', { class: 'card wide' }, el('h2', {}, 'Partitions'), roster.element);
  const letters = rejections(name);
  const heading = el('h1', {}, name, ' ', state);
  const rest = el('div', { class: 'grid' }, counts, partitions, letters.element);
  fill(frame.content, heading, el('div', { class: 'inner' }, why, picture, told, chartsLink(name)), rest);
  const more = el('p', { class: 'lines' });
  partitions.append(more);

  const draw = (document: PipelineDocument) => {
    fill(state, badge(document.state));
    if (!drawn) fill(picture, flow(document));
    drawn = true;
    fill(why, whyLine(document));
    fill(told, document.ran && facts(factsOf(document, ticking)));
    rest.hidden = !document.ran;
    fill(counts, el('h2', {}, 'What became of it'), equation(document.counts));
    roster.show(
      COLUMNS,
      document.roster.map((one) => partitionRow(one, document, ticking)),
    );
    const hidden = document.partitions - document.roster.length;
    say(more, hidden > 0 ? `and ${grouped(hidden)} more, which have ended` : '');
    letters.draw(document);
  };
  frame.follow<PipelineDocument>('pipeline', { name }, draw, (document) => ({
    standing: document,
    updated: document.watermark,
  }));
}

const factsOf = (document: PipelineDocument, ticking: Ticking) => ({
  'Run by': document.holder ?? 'nobody',
  ...headFacts(document, ticking),
  Version: document.version === null ? null : String(document.version),
});

const COLUMNS = [
  { title: 'partition' },
  { title: 'state' },
  { title: 'watermark' },
  { title: 'lag', number: true },
  { title: 'commits', number: true },
  { title: 'opened', number: true },
  { title: 'last opened by' },
];

function partitionRow(
  { partition, ended, watermark, commits, opened, owner }: PipelineDocument['roster'][number],
  { bounded }: PipelineDocument,
  ticking: Ticking,
) {
  const time = watermark === null ? '–' : ticking.text((now) => clockText(watermark, now));
  const lag = watermark === null || ended || bounded ? '–' : ticking.text((now) => lagText(watermark, now));
  return [partition, ended ? 'ended' : 'open', time, lag, grouped(commits), grouped(opened), owner ?? '–'];
}

/** received = folded + duplicates + filtered + set aside. */
function equation({ records, received, came, through, duplicates, filtered, setAside, holds }: ShownCounts) {
  const parts = { [came]: through, duplicates, filtered, 'set aside': setAside };
  const others = records - received;
  return el(
    'div',
    {},
    el(
      'p',
      { class: 'equation' },
      term('received', received),
      ...Object.entries(parts).flatMap(([name, n], i) => [
        ' ',
        el('span', { class: 'sign' }, i === 0 ? '=' : '+'),
        ' ',
        term(name, n),
      ]),
    ),
    others > 0 &&
      el(
        'p',
        { class: 'lines' },
        `${grouped(records)} records, of which ${grouped(others)} are no events: ticks, notices, blank lines`,
      ),
    !holds && el('p', { class: 'failed' }, 'It does not add up: some events are not accounted for.'),
  );
}

const term = (name: string, n: number): HTMLElement =>
  el('span', { class: 'term' }, el('strong', {}, grouped(n)), ' ', el('span', {}, name));
