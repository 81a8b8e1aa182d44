import type { OverviewDocument } from '../documents/view-shapes.ts';
import { address } from './address.ts';
import type { Answer } from './asked.ts';
import { chooser } from './chooser.ts';
import { el, fill, say, set } from './dom.ts';
import type { Frame } from './frame.ts';
import { instantFrom, instantText } from './instants.ts';
import { lookingBack } from './looking-back.ts';
import { slider } from './slider.ts';
import { type Told, worst } from './status.ts';

/** What is different between pages of views. */
export interface ViewPage<D> {
  /** Of the document. */
  readonly name: string;
  /** The key that is asked for at first; null leaves it to the server. */
  readonly key: string | null;
  /** Where the page of a key is, without the instant. */
  path(key: string | null): { readonly path: readonly string[]; readonly key?: string };
  /** What stands beside the chooser, and is told of each document. */
  readonly beside: HTMLElement;
  readonly body: HTMLElement;
  draw(document: D): void;
}

/**
 * A page that draws a document of views, as it is now or as it was at an instant: what is chosen of key and instant
 * stands in the address.
 */
export function viewPage<D extends OverviewDocument>(frame: Frame, page: ViewPage<D>): void {
  let key = page.key;
  const askedAt = new URLSearchParams(location.search).get('at');
  let at = instantFrom(askedAt);
  let noMoment = at === null && askedAt ? `at=${askedAt} is no moment. ${MOMENT}` : '';
  let now: D | undefined;
  let then: { readonly document: D; readonly at: number } | undefined;
  const trouble = el('p', { class: 'failed', role: 'alert', hidden: true });
  const other = el('p', { class: 'failed', role: 'alert', hidden: true });

  const draw = () => {
    const document = at === null ? now : then?.document;
    const known = now ?? then?.document;
    choose.show(known?.keys ?? [], (document ?? known)?.key ?? key);
    time.show(known?.past ?? null, at, frame.now());
    set(page.body, { 'aria-busy': document === undefined || (at !== null && then?.at !== at) ? 'true' : null });
    const said = `${noMoment} ${document === undefined ? '' : instead(key, document)}`.trim();
    say(other, said);
    set(other, { hidden: said === '' });
    if (document === undefined) return;
    frame.of({ key: document.key, at: document.at === null ? null : instantText(document.at) });
    page.draw(document);
  };
  const back = lookingBack<D>(page.name, (asked, answer) => {
    then = answer.kind === 'document' ? { document: answer.document, at: asked } : undefined;
    fail(answer);
    frame.past(asked, then && told(then.document));
    draw();
  });
  const fail = (answer: Answer<D> | null) => {
    const why =
      answer?.kind === 'problem' ? answer.problem.detail : answer?.kind === 'away' ? 'The server does not answer.' : '';
    say(trouble, why);
    set(trouble, { hidden: why === '' });
    set(page.body, { hidden: why !== '' });
  };
  const go = (instant: number | null) => {
    at = instant;
    noMoment = '';
    if (at === null) {
      then = undefined;
      fail(null);
    }
    keepAddress();
    frame.past(at, then && told(then.document));
    // Where nobody has chosen, another one could be the first then.
    back.to(at, { key: key ?? now?.key ?? null });
    draw();
  };
  const keepAddress = () => {
    const { path, key: asked } = page.path(key);
    history.replaceState(null, '', address(path, { key: asked, at: at === null ? null : instantText(at) }));
  };
  const follow = () => {
    const take = (document: D) => {
      now = document;
      draw();
    };
    frame.follow<D>(page.name, { key }, take, told);
  };
  const choose = chooser('Symbol', (chosen) => {
    key = chosen;
    now = undefined;
    then = undefined;
    follow();
    go(at);
  });
  const time = slider(go);
  fill(
    frame.content,
    el('div', { class: 'tools' }, choose.element, page.beside, time.element),
    trouble,
    other,
    page.body,
  );
  follow();
  if (at !== null) go(at);
}

const MOMENT = 'Wanted a day and a time such as 2024-08-08T12:00Z, or ms since 1970. Shown is what is now.';

/** That another key is shown than the one that the address asks for, where it is so. */
function instead(key: string | null, { key: shown, keys }: OverviewDocument): string {
  if (key === null || keys.length === 0 || key.toLowerCase() === shown?.toLowerCase()) return '';
  return `There is no ${key} here${shown === null ? '' : `: shown is ${shown}`}.`;
}

/** How it stands with all views of a document, and how far the one that has come furthest has. */
function told({ views }: OverviewDocument): Told {
  const standing = worst(views);
  const updated = views.flatMap(({ updated }) => updated ?? []);
  return { ...(standing && { standing }), updated: updated.length > 0 ? Math.max(...updated) : null };
}
