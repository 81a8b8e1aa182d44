import type { PipelinesDocument, ShownPipeline } from '../documents/pipeline-shapes.ts';
import { el, fill, say, set } from './dom.ts';
import type { Frame } from './frame.ts';
import { listed } from './listed.ts';
import { pipelineCard } from './pipeline-card.ts';
import { type Told, worst } from './status.ts';
import { Ticking } from './ticking.ts';

/** `/pipelines`: all that are known, those that have run here first. */
export function pipelinesPage(frame: Frame): void {
  frame.title('Pipelines');
  const ticking = new Ticking(frame);
  const [ran, others] = [el('div', { class: 'grid' }), el('div', { class: 'grid' })];
  const heading = el('summary', {});
  const unused = el('details', { class: 'more-of' }, heading, others);
  const broken = el('section', { class: 'more-of' });
  fill(frame.content, el('h1', {}, 'Pipelines'), ran, unused, broken);
  const [drawRan, drawOthers] = [ran, others].map((grid) =>
    listed<ShownPipeline>(
      grid,
      ({ name }) => name,
      (one) => pipelineCard(one, ticking),
    ),
  );
  let first = true;
  const draw = ({ pipelines, unloaded }: PipelinesDocument) => {
    const groups = Map.groupBy(pipelines, ({ ran }) => ran);
    drawRan?.(groups.get(true) ?? []);
    drawOthers?.(groups.get(false) ?? []);
    const left = groups.get(false)?.length ?? 0;
    say(heading, `${left} that ${left === 1 ? 'has' : 'have'} not run in this store`);
    set(unused, { hidden: left === 0 });
    // Once: whoever closes it wants it closed.
    if (first) unused.open = !groups.has(true);
    first = false;
    set(broken, { hidden: unloaded.length === 0 });
    const problems = unloaded.map(({ name, problem }) => el('li', {}, el('strong', {}, name), ' ', problem));
    fill(broken, el('h2', {}, 'Files that cannot be loaded'), el('ul', { class: 'problems' }, ...problems));
  };
  frame.follow<PipelinesDocument>('pipelines', {}, draw, told);
}

function told({ pipelines }: PipelinesDocument): Told {
  const ran = pipelines.filter(({ ran }) => ran);
  const standing = worst(ran);
  const times = ran.flatMap(({ watermark }) => watermark ?? []);
  return { ...(standing && { standing }), updated: times.length > 0 ? Math.max(...times) : null };
}
