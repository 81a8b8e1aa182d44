import type { Millis } from '../../../src/core/time.ts';
import { days, hours } from '../../../src/index.ts';
import type { SlackMessage } from '../../support/slack/workspace.ts';
import type { Reading } from './alerts.ts';
import { lookedAt } from './market.ts';
import type { Ran } from './noting.ts';
import type { Told } from './world.ts';

/** What people must have heard of a run that came to its end, after those before it, the oldest first; if anything. */
export function occasionOf(run: Ran, before: readonly Ran[]): string | undefined {
  const counted = before.filter((one) => one.ending?.result !== 'stopped');
  const fine = counted.length === 0 || counted.at(-1)?.ending?.result === 'succeeded';
  if (run.ending?.result === 'succeeded') return fine ? undefined : 'fixed';
  if (run.ending?.result === 'stopped') return undefined;
  const ended = counted.findLast((one) => one.ending !== undefined);
  return ended === undefined || ended.ending?.result === 'succeeded' ? 'failed' : 'still failing';
}

const SAID: Readonly<Record<string, string>> = {
  Failure: 'failed',
  'Still Failing': 'still failing',
  'Back to normal': 'fixed',
  Fixed: 'fixed',
};

/** Of which run, and what: `cache-prices/12` and `failed`. */
export interface Heard {
  readonly of: string;
  readonly occasion: string;
}

export const inSlack = (messages: readonly SlackMessage[]): readonly Heard[] =>
  messages.flatMap(({ attachments }) => {
    const { fallback = '' } = (attachments?.[0] ?? {}) as { readonly fallback?: string };
    const [, job, number, said = ''] = /^(\S+) - #(\d+) (.+) after [\d.]+ s$/.exec(fallback) ?? [];
    return job === undefined ? [] : [{ of: `${job}/${number}`, occasion: SAID[said] ?? said }];
  });

export const inMails = (mails: readonly { readonly raw: string }[]): readonly Heard[] =>
  mails.map(({ raw }) => {
    const [, job, number, said = ''] = /^Subject: (\S+) - Build # (\d+) - (.+)!\r$/m.exec(raw) ?? [];
    return { of: `${job}/${number}`, occasion: SAID[said] ?? said };
  });

/** When a message was posted. */
export const timeOf = ({ ts }: SlackMessage): Millis => Math.floor(Number(ts) * 1_000 + 0.01);

type Row = readonly (string | number)[];

/** Changes of a bitcoin's price, as the candles that an exchange told tell them by plain counting. */
export function changesIn(told: readonly Told[], interval: string, limit: number, unsure: (at: Millis) => boolean) {
  const back = interval === '1m' ? hours(1) : days(1);
  const answers = told.filter(({ url, status }) => {
    const { searchParams: query } = new URL(url);
    const same = query.get('symbol') === 'BTCUSDT' && query.get('interval') === interval;
    return same && query.get('limit') === String(limit) && status === 200;
  });
  return answers.flatMap(({ at, text }) => {
    const endOf = (row: Row | undefined) => Number(row?.[6]) + 1;
    const rows = (JSON.parse(text()) as readonly Row[]).filter((row) => endOf(row) <= lookedAt(at));
    const last = rows.at(-1);
    const then = rows.findLast((row) => endOf(row) <= endOf(last) - back);
    if (!last || !then) return [];
    const [now, before] = [Number(last[4]), Number(then[4])];
    const change = Math.round((now - before) * 100) / 100;
    return [{ time: endOf(last), change, relative: change / before, text: `BTC price: ${now},`, unsure: unsure(at) }];
  });
}

export const readingsOf = (changes: ReturnType<typeof changesIn>, of: 'change' | 'relative'): readonly Reading[] =>
  changes.map(({ time, text, unsure, ...amounts }) => ({ time, text, unsure, amount: amounts[of] }));
