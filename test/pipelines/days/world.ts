import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { vi } from 'vitest';
import type { Notifier } from '../../../src/core/notice.ts';
import type { Pipeline } from '../../../src/core/pipeline.ts';
import type { Clock, Millis } from '../../../src/core/time.ts';
import { currentPrices } from '../../../src/exchange/prices.ts';
import { byMail, bySlack, type Duration, minutes } from '../../../src/index.ts';
import type { TradePayload } from '../../../src/market/events.ts';
import { run } from '../../../src/runtime/run.ts';
import type { Store } from '../../../src/store/store.ts';
import { scheduling } from '../../cli/schedules.ts';
import { testContext } from '../../support/context.ts';
import { closing, exchangeOf } from '../../support/exchange.ts';
import { listen } from '../../support/listen.ts';
import { mailServer } from '../../support/mail/server.ts';
import { type Answered, standStill } from '../../support/outside-work.ts';
import { secretsOf, slackOf } from '../../support/slack/fixture.ts';
import { type WaitingClock, waitingClock } from '../../support/waiting-clock.ts';
import { marketOf, STEP } from './market.ts';
import { type CachedAt, noting, type Ran } from './noting.ts';
import { fed, Stream } from './stream.ts';

const PIPELINES = join(import.meta.dirname, '../../../pipelines');

/** All pipelines of the folder, by their names. */
export async function allPipelines(): Promise<ReadonlyMap<string, Pipeline>> {
  const files = readdirSync(PIPELINES).filter((name) => name.endsWith('.ts'));
  const loaded = files.map(async (name) => {
    const { default: made } = (await import(join(PIPELINES, name))) as { readonly default: Pipeline };
    return [basename(name, '.ts'), made] as const;
  });
  return new Map(await Promise.all(loaded));
}

/** What an exchange has told of a path, and when. */
export interface Told extends Answered {
  readonly at: Millis;
}

export interface DaysOptions {
  readonly seed: number;
  readonly start: Millis;
  readonly span: Duration;
  /** When the exchange refuses everything, and for how long. */
  readonly outage: { readonly at: Millis; readonly lasts: Duration };
  readonly folder: string;
  store(clock: Clock): Promise<Store>;
}

/**
 * Some days on which an exchange, its stream of trades in a log, the pipelines that follow that, Slack and a mail server
 * are there, in virtual time that stands still while one of them is asked.
 */
export function daysOf(options: DaysOptions) {
  const time = waitingClock(options.start);
  return time.during(() => begun(options, time));
}

async function begun({ seed, start, span, outage, folder, ...options }: DaysOptions, time: WaitingClock) {
  const { clock } = time;
  const told: Told[] = [];
  const isOut = () => clock.now() >= outage.at && clock.now() < outage.at + outage.lasts;
  // What is loaded when it is wanted first is loaded by then.
  await Promise.all([import('@slack/web-api'), import('nodemailer'), import('../../../src/charts/drawing/draw.ts')]);
  const end = await standStill(time, {
    answered: (answer) => {
      if (answer.url.includes('/klines?')) told.push({ ...answer, at: clock.now() });
    },
    instead: (url) => (isOut() && url.startsWith(exchange.restUrl) ? new Response('{}', { status: 503 }) : undefined),
  });
  const trades = marketOf(seed, start, span + minutes(10));
  const [exchange, slack, mail] = [
    await exchangeOfTrades(trades, { seed, start, folder, clock }),
    await slackOf(clock),
    await mailServer(),
  ];
  const channels = {
    course: slack.add('ba-de3-2018-bots'),
    project: slack.add('bots-final-project'),
    ops: slack.add('ops'),
  };
  vi.stubEnv('BINANCE_REST', exchange.restUrl);
  vi.stubEnv('SLACK_API_URL', slack.url);
  vi.stubEnv('MAIL_FROM', 'jobs@example.com');
  const secrets = secretsOf({ SLACK_TOKEN: slack.token, SMTP_URL: `smtp://127.0.0.1:${mail.port}?starttls=no` });
  const printed: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    printed.push(String(text));
    for (const done of rest) if (typeof done === 'function') (done as (error?: Error) => void)();
    return true;
  });

  const [ran, cached]: [Ran[], CachedAt[]] = [[], []];
  const store = noting(await options.store(clock), clock, { ran, cached });
  const all = await allPipelines();
  const jobs = [...all.values()].filter(({ options }) => options.schedule !== undefined);
  const notify: readonly Notifier[] = [bySlack('#ops'), byMail('ops@example.com')].map((one) => ({
    ...one,
    // A mail goes over a connection that nobody counts.
    notify: (notice, context) =>
      one.name.startsWith('mail') ? time.during(() => one.notify(notice, context)) : one.notify(notice, context),
  }));

  const stream = new Stream(join(folder, 'crypto.ndjson'));
  const stop = new AbortController();
  const following = ['usd-per-minute', 'candles', 'symbol-counts'].map((name) => {
    const pipeline = all.get(name);
    if (!pipeline) throw new TypeError(`there is no pipeline ${name}`);
    const { logger } = testContext();
    const process = { store, clock, logger, logUrl: `file:${folder}`, signal: stop.signal, leaseSpan: minutes(1) };
    const followed = run({ ...pipeline, source: stream.instead(pipeline.source) }, { ...process, owner: name });
    return lastValueFrom(followed, { defaultValue: undefined });
  });
  void fed(stream, trades, { clock, start, isOut, signal: stop.signal });

  closing.push({
    close: async () => {
      stop.abort();
      await Promise.all(following);
      await exchange.close();
      await mail[Symbol.asyncDispose]();
      end();
      time.end();
      vi.restoreAllMocks();
    },
  });
  return {
    ...{ clock, exchange, slack, channels, mail, store, jobs, ran, cached, told, trades, printed },
    /** A process that runs jobs. */
    process: (owner: string, which: readonly Pipeline[]) =>
      scheduling(which, {
        ...{ clock, store, owner, secrets, notify, logUrl: `file:${folder}` },
        prices: (clock) => currentPrices({ clock }),
      }),
  };
}

/** The exchange that plays these trades, behind a past that is made up. */
async function exchangeOfTrades(
  trades: readonly TradePayload[],
  {
    seed,
    start,
    folder,
    clock,
  }: { readonly seed: number; readonly start: Millis; readonly folder: string; readonly clock: Clock },
) {
  const recording = join(folder, 'market.ndjson');
  await writeFile(recording, trades.map((trade) => `${JSON.stringify(trade)}\n`).join(''));
  const past = { minutes: 1_500, hours: 480, days: 750, until: start };
  // It looks seldom, and just before others ask it.
  const sleep: Clock['sleep'] = (span, signal) =>
    clock.sleep(span > 0 && span < STEP ? STEP - ((clock.now() + 1) % STEP) : span, signal);
  const exchange = await exchangeOf({ seed, start, past, recording, speed: 1, clock: { ...timeOf(clock), sleep } });
  // What is recorded begins when somebody listens.
  await listen(exchange, '/ws/neobtc@trade');
  return exchange;
}

const timeOf = (clock: Clock) => ({ now: () => clock.now(), elapsed: () => clock.elapsed() });
