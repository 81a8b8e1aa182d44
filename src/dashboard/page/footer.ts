import { address, type Params } from './address.ts';
import { el, set } from './dom.ts';

export interface Footer {
  readonly element: HTMLElement;
  /** What the page is of, so that its report is of the same: `key`, and `at` as an address has it. */
  show(params: Params): void;
}

/** What there is beside the pages: the report of what is shown, and what programs read. */
export function footer(): Footer {
  const report = el('a', {}, 'Report');
  const show = (params: Params) => set(report, { href: address(['api', 'report.html'], params) });
  show({});
  const others = [el('a', { href: '/metrics' }, 'Metrics'), el('a', { href: '/api/views' }, 'API')];
  return { element: el('footer', {}, report, ...others), show };
}
