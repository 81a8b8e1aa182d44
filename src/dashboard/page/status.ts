import type { Standing } from '../documents/standing.ts';
import type { Problem } from './asked.ts';
import type { ServerTime } from './live.ts';
import { clockText } from './times.ts';

/** What a document tells of its data. */
export interface Told {
  readonly standing?: Standing;
  /** How far the data has come. */
  readonly updated?: number | null;
}

/** All that the status line is made of. */
export interface Seen {
  readonly connection: 'connecting' | 'open' | 'broken';
  /** Since when it is so, by the server's clock. */
  readonly since: number;
  readonly time?: ServerTime | undefined;
  /** Why the server has no document to follow. */
  readonly problem?: Problem | undefined;
  readonly told?: Told | undefined;
  /** The instant of which it is all shown, if it is one that has passed. */
  readonly past?: number | null;
}

export type State = Standing['state'] | 'connecting' | 'disconnected' | 'past' | 'loading';

export interface Status {
  readonly state: State;
  /** Says the state in a word or two. */
  readonly word: string;
  /** Says why, or since when. */
  readonly why: string;
}

/** What keeps the data from being of now goes before what the data itself is. */
export function statusOf({ connection, since, time, problem, told, past }: Seen, now: number): Status {
  if (connection === 'broken') {
    return { state: 'disconnected', word: 'Disconnected', why: `since ${clockText(since, now)}, trying again` };
  }
  if (problem !== undefined) return { state: 'broken', word: problem.title, why: '' };
  if (time?.trouble !== undefined) {
    const when = time.since === undefined ? '' : `since ${clockText(time.since, now)}: `;
    return { state: 'broken', word: TROUBLES[time.code ?? ''] ?? 'Cannot be shown', why: `${when}${time.trouble}` };
  }
  if (past !== undefined && past !== null) {
    return { state: 'past', word: 'Past', why: 'final rows only' };
  }
  if (connection === 'connecting') return { state: 'connecting', word: 'Connecting', why: '' };
  const standing = told?.standing;
  if (standing === undefined) return { state: 'loading', word: 'Connected', why: '' };
  return { state: standing.state, word: WORDS[standing.state], why: standing.why ?? '' };
}

/** By the code of what the server could not do; of a bug there is none. */
const TROUBLES: Readonly<Record<string, string>> = {
  WORLD: 'Store unreachable',
  MISSING: 'Not there',
  MOVED: 'Store replaced',
};

const WORDS: Readonly<Record<Standing['state'], string>> = {
  live: 'Live',
  ended: 'Ended',
  empty: 'Empty',
  stalled: 'Stalled',
  broken: 'Broken',
};

/** How it stands with several: as with that one with which it stands worst, by its name. None is nothing. */
export function worst(all: readonly (Standing & { readonly name: string })[]): Standing | undefined {
  const found = ORDER.flatMap((state) => {
    const those = all.filter((one) => one.state === state);
    return those.toSorted((a, b) => Number(isCause(b)) - Number(isCause(a)));
  })[0];
  if (found === undefined) return undefined;
  const { state, why, name } = found;
  if (why === undefined) return { state };
  return { state, why: all.length > 1 && !why.includes(name) ? `${name}: ${why}` : why };
}

/** Where one is run by nobody, others may have nothing to read because of that. */
const isCause = ({ why }: Standing): boolean => why !== undefined && NOBODY.test(why);
const NOBODY = /\bnobody runs /i;

/** One that has ended beside one that is live is no trouble, and all that are shown are empty only if each is. */
const ORDER: readonly Standing['state'][] = ['broken', 'stalled', 'live', 'ended', 'empty'];

/** The server's clock, by what it has told: our own may be wrong. */
export const serverNow = (offset: number | undefined, now: number): number => now + (offset ?? 0);
