import { el } from './dom.ts';
import { type Frame, frame } from './frame.ts';
import { notice } from './notice.ts';
import { vega } from './vega.ts';

/** Which page it is stands in the address. A page gets what its pattern has found there, decoded. */
type Page = (frame: Frame, ...found: readonly string[]) => void;

const PAGES: readonly (readonly [pattern: RegExp, load: () => Promise<Page>])[] = [
  [/^\/$/, async () => (await withCharts(import('./overview.ts'))).overviewPage],
  [/^\/symbols\/([^/]+)$/, async () => (await withCharts(import('./symbol.ts'))).symbolPage],
  [/^\/pipelines$/, async () => (await import('./pipelines.ts')).pipelinesPage],
  [/^\/pipelines\/([^/]+)$/, async () => (await import('./pipeline.ts')).pipelinePage],
  [/^\/jobs$/, async () => (await import('./jobs.ts')).jobsPage],
  [/^\/jobs\/([^/]+)$/, async () => (await import('./job.ts')).jobPage],
  [/^\/jobs\/([^/]+)\/([^/]+)$/, async () => (await import('./job-run.ts')).runPage],
];

async function open(top: HTMLElement, main: HTMLElement): Promise<void> {
  const opened = frame(top, main, location.pathname);
  try {
    for (const [pattern, load] of PAGES) {
      const found = decoded(location.pathname.match(pattern)?.slice(1));
      if (found) return (await load())(opened, ...found);
    }
    const back = el('a', { href: '/' }, 'To the overview');
    opened.notice(notice('Not found', `There is no page ${location.pathname}.`, back));
  } catch {
    opened.notice(notice('Not loaded', 'A part of this page could not be loaded: load it again.'));
  }
}

/** Undefined where it is no UTF-8, too. */
function decoded(found: readonly string[] | undefined): readonly string[] | undefined {
  try {
    return found?.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** What draws charts is loaded beside the page, which waits for it where it draws. */
function withCharts<T>(page: Promise<T>): Promise<T> {
  vega().catch(() => undefined);
  return page;
}

const [top, main] = [document.querySelector<HTMLElement>('#top'), document.querySelector<HTMLElement>('#main')];
if (top && main) open(top, main).catch(reportError);
