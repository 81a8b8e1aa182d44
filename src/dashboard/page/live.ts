import type JsonPatch from 'fast-json-patch';
import type { ErrorCode } from '../../core/errors.ts';
import { address, type Params } from './address.ts';
import { asked, type Problem } from './asked.ts';
import { clock } from './clock.ts';
import { type Brought, type Held, patience, received } from './held.ts';

/** The time of the server, and why it cannot read the document, since when: WORLD is the store's, a bug has no code. */
export interface ServerTime {
  readonly now: number;
  readonly trouble?: string;
  readonly code?: ErrorCode;
  readonly since?: number;
}

export interface LiveHandlers<D> {
  document(document: D): void;
  time(time: ServerTime): void;
  /** The stream has opened, or broken. Told again only when it changes. */
  connected(open: boolean): void;
  /** The document cannot be had: it is asked for again all the same. */
  problem(problem: Problem): void;
}

/**
 * A document as it changes, from /api/live/NAME, until it is closed. Whatever breaks is opened again: by the browser
 * where it does so by itself, else after a while, at most 5 s. A stream that is silent for longer than the server may
 * be is taken for broken. In a tab that is hidden for a minute, or was not seen yet, nothing is followed until it is.
 */
export function live<D extends object>(name: string, params: Params, handlers: LiveHandlers<D>): () => void {
  let source: EventSource | undefined;
  let held: Held<D> | undefined;
  let open: boolean | undefined;
  let failures = 0;
  let [cancelRetry, cancelSilence, cancelHidden]: (() => void)[] = [];

  const connected = (now: boolean) => {
    if (open === now) return;
    open = now;
    handlers.connected(now);
  };
  const close = () => {
    source?.close();
    source = undefined;
    cancelRetry?.();
    cancelSilence?.();
  };
  const connect = () => {
    close();
    held = undefined;
    const opened = new EventSource(address(['api', 'live', name], params));
    source = opened;
    let trouble: string | undefined;
    heard();
    opened.addEventListener('open', heard);
    opened.addEventListener('time', ({ data }) => {
      heard();
      connected(true);
      const time: ServerTime = JSON.parse(data);
      handlers.time(time);
      if (held === undefined && time.trouble !== undefined && time.trouble !== trouble) void missed(opened);
      trouble = time.trouble;
    });
    for (const type of ['document', 'patch'] as const) {
      opened.addEventListener(type, ({ data, lastEventId: id }) => take({ type, id, data }));
    }
    opened.addEventListener('error', () => {
      if (opened.readyState === EventSource.CLOSED) void refused(opened);
      else connected(false);
    });
  };
  /** The server tells the time every 5 s. */
  const heard = () => {
    cancelSilence?.();
    cancelSilence = clock.after(SILENCE, () => {
      connected(false);
      again();
    });
  };
  const take = (brought: Brought) => {
    heard();
    const next = received(held, brought, jsonpatch.applyOperation);
    if (next === undefined) return again();
    held = next;
    failures = 0;
    connected(true);
    handlers.document(next.document);
  };
  /** What was refused is refused again, most likely: so it is asked for seldom. */
  const again = (seldom = false) => {
    close();
    failures = seldom ? Number.POSITIVE_INFINITY : failures + 1;
    cancelRetry = clock.after(patience(failures), connect);
  };
  /** An EventSource does not tell why: the same document, asked for once, does; and where it is given it is shown. */
  const refused = async (by: EventSource) => {
    const answer = await once();
    if (source !== by) return;
    if (answer.kind === 'problem') handlers.problem(answer.problem);
    else connected(false);
    if (answer.kind === 'document') handlers.document(answer.document);
    again(answer.kind === 'problem' && answer.problem.status < 500);
  };
  /** Of what there is not a stream tells as of a trouble: a document that has come once is not asked for. */
  const missed = async (by: EventSource) => {
    const answer = await once();
    if (source !== by || answer.kind !== 'problem' || answer.problem.status !== 404) return;
    handlers.problem(answer.problem);
    again(true);
  };
  const once = () => asked<D>(address(['api', 'pages', name], params));
  const seen = () => {
    cancelHidden?.();
    if (document.hidden) cancelHidden = clock.after(HIDDEN_MAX, close);
    else if (source === undefined) connect();
  };

  document.addEventListener('visibilitychange', seen);
  // A browser holds six streams of a server at most: tabs that are opened beside the one that is seen take none.
  if (!document.hidden) connect();
  return () => {
    document.removeEventListener('visibilitychange', seen);
    cancelHidden?.();
    close();
  };
}

const SILENCE = 15_000;
const HIDDEN_MAX = 60_000;

declare global {
  /** From fast-json-patch.js, a classic script that comes before. */
  const jsonpatch: typeof JsonPatch;
}
