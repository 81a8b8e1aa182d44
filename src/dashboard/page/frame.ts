import type { Params } from './address.ts';
import type { Problem } from './asked.ts';
import { clock } from './clock.ts';
import { el, fill, set } from './dom.ts';
import { footer } from './footer.ts';
import { live, type ServerTime } from './live.ts';
import { notice } from './notice.ts';
import { type Seen, serverNow, statusOf, type Told } from './status.ts';
import { statusLine } from './status-line.ts';

/** What surrounds each page: its header, how it stands with what is shown, and the document that it follows. */
export interface Frame {
  /** Where a page puts what it draws. It is hidden while there is nothing, and a notice says why. */
  readonly content: HTMLElement;
  /** Of the browser's window, in front of the name of it all. */
  title(text: string): void;
  /**
   * Follows a document: `draw` is called whenever it has changed, and what has not changed in it is the same object as
   * before; `told` says what the status line tells. Ends what was followed before. What was drawn stays until then.
   */
  follow<D extends object>(
    name: string,
    params: Params,
    draw: (document: D) => void,
    told: (document: D) => Told,
  ): void;
  /** Tells that all is shown as of an instant, or, with null, as it is now; and what the document of then tells. */
  past(at: number | null, told?: Told): void;
  /** Something else than the page; null for the page again. */
  notice(element: HTMLElement | null): void;
  /** What the page is of, for what is told beside it: `key`, and `at` as an address has it. */
  of(params: Params): void;
  /** The time by the server's clock. */
  now(): number;
  /** Calls now and then every second, for what tells how long ago something was. */
  everySecond(call: (now: number) => void): void;
}

export function frame(top: HTMLElement, main: HTMLElement, path: string): Frame {
  const line = statusLine();
  fill(top, el('a', { class: 'name', href: '/' }, 'Millrace'), navigation(path), line.element, signOut());
  const [content, aside] = [el('div', { class: 'content', hidden: true }), el('div', { class: 'aside' })];
  fill(main, aside, content);
  const foot = footer();
  main.after(foot.element);

  let seen: Seen = { connection: 'connecting', since: clock.now() };
  let [offset, pastTold, end]: [number?, Told?, (() => void)?] = [];
  const ticking: ((now: number) => void)[] = [];
  const now = () => serverNow(offset, clock.now());
  const tell = (change: Partial<Seen> = {}) => {
    seen = { ...seen, ...change };
    const then = seen.past != null;
    const told = then ? pastTold : seen.told;
    // How old the data of a past instant is nobody asks.
    line.show(statusOf({ ...seen, told }, now()), then ? null : told?.updated, now());
  };
  const show = (element: HTMLElement | null) => {
    set(content, { hidden: element !== null });
    fill(aside, element);
  };
  clock.every(1_000, () => {
    tell();
    for (const call of ticking) call(now());
  });
  tell();
  show(notice('Loading …', 'The page is waiting for its first data.'));

  return {
    content,
    now,
    notice: show,
    of: foot.show,
    title: (text) => {
      document.title = text === '' ? 'Millrace' : `${text} · Millrace`;
    },
    everySecond(call) {
      ticking.push(call);
      call(now());
    },
    past(at, told) {
      pastTold = told;
      tell({ past: at });
    },
    follow<D extends object>(name: string, params: Params, draw: (document: D) => void, told: (document: D) => Told) {
      end?.();
      tell({ connection: 'connecting', since: now(), told: undefined, problem: undefined });
      let drawn = false;
      end = live<D>(name, params, {
        document(document) {
          tell({ told: told(document), problem: undefined });
          if (!drawn) show(null);
          drawn = true;
          draw(document);
        },
        time(time: ServerTime) {
          offset = time.now - clock.now();
          tell({ time });
        },
        connected: (open) => tell({ connection: open ? 'open' : 'broken', since: now() }),
        problem(problem: Problem) {
          tell({ problem });
          if (!drawn) show(notice(problem.title, problem.detail, el('a', { href: '/' }, 'To the overview')));
        },
      });
    },
  };
}

const NAVIGATION = [
  ['/', 'Overview', /^\/($|symbols\/)/],
  ['/pipelines', 'Pipelines', /^\/pipelines/],
  ['/jobs', 'Jobs', /^\/jobs/],
] as const;

function navigation(path: string): HTMLElement {
  const links = NAVIGATION.map(([href, text, of]) => {
    const current = href === path ? 'page' : of.test(path) ? 'true' : null;
    return el('li', {}, el('a', { href, 'aria-current': current }, text));
  });
  return el('nav', { 'aria-label': 'Pages' }, el('ul', {}, ...links));
}

/** Whether somebody has signed in is said by the server in the document. */
const signOut = () =>
  document.querySelector('meta[name="signed-in"]') !== null &&
  el('form', { method: 'post', action: '/sign-out' }, el('button', { type: 'submit' }, 'Sign out'));
