import { asked } from './asked.ts';
import { el, set } from './dom.ts';

/** A link to the charts of a pipeline's views, which is there once it is known that they declare some. */
export function chartsLink(pipeline: string): HTMLElement {
  const element = el('p', { hidden: true }, el('a', { href: '/' }, 'Charts of its views'));
  const shown = async () => {
    const answer = await asked<Charts>('/api/charts');
    const some = answer.kind === 'document' && answer.document.charts.some((chart) => chart.pipeline === pipeline);
    set(element, { hidden: !some });
  };
  shown().catch(reportError);
  return element;
}

interface Charts {
  readonly charts: readonly { readonly pipeline: string }[];
}
