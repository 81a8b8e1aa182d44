/**
 * Goal: 2,000 requests that nobody should send are answered with 4xx, and leave nothing behind: no error, no crash,
 * one log line each at most. Method: seeded, in plain bytes, against the real server; the seed and the bytes of
 * what was wrongly answered are shown.
 */
import { expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { servedDashboard, type TestDashboard } from '../support/dashboard.ts';
import { type Hostile, hostile } from '../support/hostile.ts';
import { random } from '../support/random.ts';

/** With a name behind them. */
const NAMES = ['pages', 'live', 'views', 'charts', 'klines', 'stats', 'jobs', 'pipelines'].map((of) => `/api/${of}/`);
/** More from one address in a minute would be refused as such. */
const EACH = 500;
const BESIDE = 16;

async function attacked(served: TestDashboard, all: readonly Hostile[]) {
  const answers: { readonly one: Hostile; readonly answer: string }[] = [];
  const left = [...all];
  const attacker = async () => {
    for (let one = left.pop(); one; one = left.pop()) answers.push({ one, answer: await served.raw(one.bytes) });
  };
  await Promise.all(Array.from({ length: BESIDE }, attacker));
  return answers;
}

test.each([
  [1, undefined],
  [2, undefined],
  [3, undefined],
  [4, 'correct horse battery staple'],
])('hostile requests of seed %i are refused, with token %s', async (seed, token) => {
  const chance = random(seed);
  await using served = await servedDashboard({ pipelines: [usdPerMinute] }, { token });
  const answers = await attacked(
    served,
    Array.from({ length: EACH }, () => hostile(chance, { names: NAMES, anyHost: token !== undefined })),
  );
  const shown = ({ one, answer }: (typeof answers)[number]) => ({
    wrong: one.wrong,
    sent: one.bytes.toString('latin1').slice(0, 300),
    answer: answer.slice(0, 200),
  });
  expect(answers).toHaveLength(EACH);
  // Who still sends while the connection is closed may lose the answer.
  const cut = answers.filter(({ answer }) => answer === '');
  expect(cut.map(shown).slice(5)).toEqual([]);
  const wrongly = answers.filter(
    ({ answer }) => answer !== '' && !/^HTTP\/1\.1 4\d\d .*\r\nX-Content-Type-Options: nosniff\r\n/s.test(answer),
  );
  expect(wrongly.map(shown)).toEqual([]);
  const [requests, others] = [true, false].map((is) => served.lines.filter(({ level }) => (level === 'debug') === is));
  // Of one address no more wrong tokens are looked at.
  expect(others?.filter(({ message }) => message !== 'a wrong token was sent')).toEqual([]);
  expect(others?.length).toBeLessThanOrEqual(10);
  expect(requests?.length).toBeLessThanOrEqual(EACH);
  const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  expect((await served.ask('/readyz', { headers })).status).toBe(200);
  expect((await served.ask('/assets/dashboard/page/style.css', { headers })).status).toBe(200);
});
