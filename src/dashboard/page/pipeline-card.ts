import type { ShownPipeline } from '../documents/pipeline-shapes.ts';
import { address } from './address.ts';
import { coded } from './coded.ts';
import { el, fill } from './dom.ts';
import { badge, facts } from './facts.ts';
import { flow } from './flow.ts';
import type { Part } from './listed.ts';
import { grouped, rateText } from './numbers.ts';
import type { Ticking } from './ticking.ts';
import { clockText, lagText } from './times.ts';

/** A pipeline among others: how it stands, what it is made of, how far it is. */
export function pipelineCard(first: ShownPipeline, ticking: Ticking): Part<ShownPipeline> {
  const link = el('a', { href: address(['pipelines', first.name]) }, first.name);
  const [state, why, told] = [el('span'), el('div'), el('div')];
  const element = el('article', { class: 'card' }, el('h2', {}, link, ' ', state), why, flow(first), told);
  const update = (shown: ShownPipeline) => {
    fill(state, badge(shown.state));
    fill(why, whyLine(shown));
    fill(told, shown.ran && facts(headFacts(shown, ticking)));
  };
  update(first);
  return { element, update };
}

export const whyLine = ({ why }: Pick<ShownPipeline, 'why'>) =>
  why !== undefined && el('p', { class: 'why' }, ...coded(why));

/** What is told of each pipeline that has run. */
export const headFacts = (shown: ShownPipeline, ticking: Ticking) => {
  const { bounded, rate, watermark, records, setAside, restarts, schedule, name, state } = shown;
  const lag = (now: number) => (watermark === null ? '' : lagText(watermark, now));
  return {
    Rate: bounded ? null : `${rate === null ? '–' : rateText(rate)} a second`,
    Lag: !bounded && watermark !== null && state !== 'ended' && ticking.text(lag),
    Watermark: watermark !== null && ticking.text((now) => clockText(watermark, now)),
    Records: grouped(records),
    'Set aside': grouped(setAside),
    Restarts: restarts === null ? null : grouped(restarts),
    Schedule: schedule === null ? null : el('code', {}, schedule),
    Job: bounded && el('a', { href: address(['jobs', name]) }, 'its runs'),
  };
};
