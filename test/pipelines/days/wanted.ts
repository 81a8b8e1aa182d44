import { expect } from 'vitest';
import { type Duration, iso, type Millis } from '../../../src/core/time.ts';
import { hours, minutes, seconds } from '../../../src/index.ts';
import { LOST_AFTER } from '../../../src/store/store.ts';
import { wrongIn } from './alerts.ts';
import { dueTimes } from './cron.ts';
import { changesIn, inMails, inSlack, occasionOf, readingsOf, timeOf } from './heard.ts';
import type { Lived } from './lived.ts';
import { lookedAt, STEP } from './market.ts';

/** Pictures of a run of each; of another job the test only sees that they are shown as they are kept. */
const PICTURES: Readonly<Record<string, number>> = {
  ...{
    'candles-hourly': 2,
    'klines-line': 1,
    'four-coins': 1,
    'hourly-units': 1,
    'usd-treemap': 2,
    'minute-candles': 1,
  },
  ...{ 'change-report': 2, 'invest-1k': 1 },
};
/** Beside those that poll. */
const ASKS_TOO = ['hourly-units'];
/** To begin a run, to give one up, and between its work and its end. */
const A_WHILE: Duration = seconds(15);

/** Each time that is due while a process is there is run once; but for those when the run before still goes on. */
function eachTimeOnce({ jobs, lives, runsOf, endOf, options: { outage } }: Lived) {
  for (const job of jobs) {
    const runs = runsOf.get(job.name) ?? [];
    const times = runs.map(({ scheduled }) => scheduled);
    const isOn = (at: Millis) =>
      runs.some((run) => run.scheduled < at && (run.ended === undefined ? endOf(run) + LOST_AFTER : run.ended) >= at);
    const due = lives
      .filter(({ jobs }) => jobs.includes(job))
      .flatMap(({ from, to }) => dueTimes(job, from, to))
      .filter((at) => times.includes(at) || !isOn(at));
    expect([...times].sort((a, b) => a - b).map(iso), `the runs of ${job.name}`).toEqual(due.map(iso));
    const asks = job.source.name.startsWith('poll(') || ASKS_TOO.includes(job.name);
    for (const run of runs) {
      const [{ ending, began, scheduled }, what] = [run, `${job.name} #${run.number} of ${iso(run.scheduled)}`];
      expect(began - scheduled, `${what} begins in time`).toBeLessThan(seconds(1));
      if (ending === undefined || ending.result === 'stopped') continue;
      const { timeout = Number.POSITIVE_INFINITY } = job.options;
      const over = outage.at + outage.lasts;
      const out = asks && began >= outage.at && began < over;
      const [least, most] = [began + timeout < over + A_WHILE, began + timeout < over];
      const wanted = out && most ? 'timed out' : out && least ? ending.result : 'succeeded';
      expect([ending.result, ending.error], what).toEqual([wanted, wanted === 'timed out' ? ending.error : undefined]);
    }
  }
}

/** People hear once of each run that ends of what it is to those before it, in Slack and by mail. */
function toldOnce({ jobs, runsOf, slack, channels, mail }: Lived) {
  const ways = { slack: inSlack(slack.said(channels.ops)), mail: inMails(mail.received) };
  for (const [way, heard] of Object.entries(ways)) {
    const occasions = Map.groupBy(heard, ({ of }) => of);
    for (const { name } of jobs) {
      const runs = runsOf.get(name) ?? [];
      for (const [i, run] of runs.entries()) {
        const what = `by ${way} of ${name} #${run.number}`;
        const told = (occasions.get(`${name}/${run.number}`) ?? []).map(({ occasion }) => occasion);
        if (run.ending) expect(told, what).toEqual([occasionOf(run, runs.slice(0, i)) ?? []].flat());
        // Who begins next tells of it, if not killed in turn; what it told itself before it was killed may stand beside.
        else if (runs[i + 1]?.ending && runs[i + 1]?.ending?.result !== 'stopped')
          expect(told.filter((one) => one !== 'fixed').length, what).toBeGreaterThan(0);
      }
    }
  }
}

/** What is drawn is kept by its run, and shown in Slack once. */
function picturesOnce({ jobs, runsOf, inRun, slack, channels }: Lived) {
  const messages = [...slack.said(channels.course), ...slack.said(channels.project)];
  const shown = messages.flatMap((message) => (message.files ?? []).map(({ name }) => ({ name, at: timeOf(message) })));
  const names = shown.map(({ name }) => name);
  expect(new Set(names).size, 'none is shown twice').toBe(names.length);
  const kept = new Set<string>();
  for (const { name } of jobs) {
    const runs = runsOf.get(name) ?? [];
    for (const [i, { ending, number }] of runs.entries()) {
      const pictures = ending?.pictures ?? [];
      for (const { name: picture, type, data } of pictures) {
        kept.add(picture);
        expect([type, Buffer.from(data.slice(1, 4)).toString()], picture).toEqual(['image/png', 'PNG']);
        expect(names).toContain(picture);
      }
      const wanted = PICTURES[name];
      if (ending?.result !== 'succeeded' || wanted === undefined) continue;
      const made = pictures.length;
      // It also brings on their way those that the run before it has left.
      const left = runs[i - 1]?.ending?.result !== 'succeeded';
      expect(left ? Math.max(wanted, made) : wanted, `the pictures of ${name} #${number}`).toBe(made);
    }
  }
  const lost = [...runsOf.values()].flat().filter(({ ending }) => ending === undefined);
  const others = shown.filter(({ name, at }) => !kept.has(name) && !lost.some((run) => inRun(run, at)));
  expect(others, 'what no run has kept was shown by one that was killed').toEqual([]);
  return shown;
}

/** What a bitcoin costs at a time, by the trades that the exchange has looked at by then. */
function pricesOf({ trades }: Lived): (at: Millis) => string {
  const bitcoins = trades.filter(({ s }) => s === 'BTCUSDT');
  return (at) => {
    const look = lookedAt(at);
    return bitcoins.findLast(({ E }) => E <= look)?.p.replace(/\.?0+$/, '') ?? '';
  };
}

/** Alerts are those that a plain loop finds in what the exchange, and the cache, have told. */
function alertsRight(here: Lived) {
  const priceAt = pricesOf(here);
  const { told, cached, slack, channels, unsure, runsOf } = here;
  const texts = slack.said(channels.course).map(({ text }) => text);
  const ofCalm = (pattern: RegExp) => texts.filter((text) => /BTC price/.test(text) && pattern.test(text));
  const hour = readingsOf(changesIn(told, '1m', 120, unsure('hourly-change')), 'change');
  expect(wrongIn(ofCalm(/within 1 h/), hour, { below: -200, above: 200, coolDown: hours(1) }), 'hourly-change').toBe(
    undefined,
  );
  const day = readingsOf(changesIn(told, '15m', 192, unsure('daily-change')), 'relative');
  expect(wrongIn(ofCalm(/within 1 d/), day, { below: -0.05, above: 0.05, coolDown: hours(24) }), 'daily-change').toBe(
    undefined,
  );
  const bounds = cached
    .filter(({ pattern }) => pattern === 'price:BTC')
    .map(({ at, value }) => ({
      time: at,
      amount: Number(value),
      text: `BTC price: ${value}`,
      unsure: unsure('price-bounds')(at),
    }));
  expect(
    wrongIn(ofCalm(/price: [\d.]+$/), bounds, { below: 3_800, above: 4_000, coolDown: hours(6) }),
    'price-bounds',
  ).toBe(undefined);
  const fresh = bounds.filter(({ time, text }) => {
    const written = runsOf.get('cache-prices')?.filter(({ began }) => began <= time && began > time - minutes(4)) ?? [];
    return written.some(({ began }) => text === `BTC price: ${priceAt(began)}`);
  });
  expect(fresh.length, 'what is cached is what the exchange told within minutes').toBe(bounds.length);
  return { hour: ofCalm(/within 1 h/), day: ofCalm(/within 1 d/), bounds: ofCalm(/price: [\d.]+$/) };
}

/** What a bitcoin costs is told once each hour, as it is while the run goes on. */
function pricesTold(here: Lived) {
  const priceAt = pricesOf(here);
  const { slack, channels, runsOf, inRun } = here;
  const said = slack.said(channels.course).filter(({ text }) => text.startsWith(':money_with_wings:'));
  for (const run of runsOf.get('price-now') ?? []) {
    const own = said.filter((message) => inRun(run, timeOf(message)));
    if (run.ending?.result === 'succeeded') expect(own.length, `price-now #${run.number}`).toBeGreaterThan(0);
  }
  const wrong = said.filter((message) => {
    const ran =
      runsOf.get('price-now')?.filter(({ began }) => began <= timeOf(message) && began > timeOf(message) - hours(2)) ??
      [];
    return !ran.some(({ began }) => {
      // It may have waited for the exchange until it was told.
      for (let at = began; at <= timeOf(message) + STEP; at += STEP) {
        if (message.text.endsWith(`$${priceAt(at)}`)) return true;
      }
      return false;
    });
  });
  expect(wrong).toEqual([]);
  expect(said.length).toBeLessThanOrEqual(runsOf.get('price-now')?.length ?? 0);
}

/** Nothing is said twice: each message that goes through an outbox has a mark of its own. */
function saidOnce({ slack, channels }: Lived) {
  for (const channel of [channels.course, channels.project]) {
    const marks = slack.said(channel).flatMap(({ metadata }) => (metadata ? JSON.stringify(metadata) : []));
    expect(new Set(marks).size).toBe(marks.length);
  }
}

async function cachesRight(here: Lived) {
  const priceAt = pricesOf(here);
  const { store, trades, clock, runsOf } = here;
  const last = runsOf.get('cache-prices')?.findLast(({ ending }) => ending?.result === 'succeeded');
  const [price] = await store.keys.matching('price:BTC');
  expect(price?.value).toBe(priceAt(Number(last?.began)));
  const counts = await store.keys.matching('symbol:*');
  const traded = Map.groupBy(
    trades.filter(({ E }) => E < clock.now() - STEP),
    ({ s }) => `symbol:${s}`,
  );
  expect(counts.map(({ key }) => key)).toEqual([...traded.keys()].sort());
  for (const { key, value } of counts) expect(Number(value), key).toBeGreaterThanOrEqual(traded.get(key)?.length ?? 0);
}

/** The stream stands still while the exchange is away: of that, and of its end, people hear once. */
function stallsTold({ slack, channels, options: { outage } }: Lived) {
  const said = slack
    .said(channels.course)
    .map(({ text }) => text)
    .filter((text) => /moved? since|moves again/.test(text));
  const since = iso(Math.ceil(outage.at / STEP) * STEP - STEP);
  expect([...said].sort()).toEqual([
    `log:crypto has not moved since ${since}`,
    'log:crypto moves again',
    expect.stringMatching(/^view:usd-per-minute has not moved since /),
    'view:usd-per-minute moves again',
  ]);
}

/** All that is to be seen of some days. */
export async function asWanted(here: Lived) {
  eachTimeOnce(here);
  toldOnce(here);
  const shown = picturesOnce(here);
  saidOnce(here);
  const alerts = alertsRight(here);
  pricesTold(here);
  stallsTold(here);
  await cachesRight(here);
  const lost = here.ran.filter(({ ending }) => ending === undefined).length;
  return { lost, runs: here.ran.length, shown: shown.length, alerts };
}
