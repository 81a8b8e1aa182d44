import { afterEach, vi } from 'vitest';
import { secret } from '../../src/core/secret.ts';
import type { Clock } from '../../src/core/time.ts';
import type { Place } from '../../src/slack/place.ts';
import { slackBy } from '../../src/slack/slack.ts';
import { testClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { NOON } from '../support/market.ts';
import { secretsOf, slackOf } from '../support/slack/fixture.ts';

afterEach(() => vi.unstubAllEnvs());

export const BOTS: Place = { channel: '#bots' };

/** A workspace with the channel `bots`, and somebody who speaks there; left out: on a clock that waits for nobody. */
export async function speaking(clock: Clock = testClock(NOON)) {
  const slack = await slackOf(clock);
  vi.stubEnv('SLACK_API_URL', slack.url);
  const stop = new AbortController();
  const secrets = secretsOf({ SLACK_TOKEN: slack.token });
  const context = testContext({ clock, secrets, signal: stop.signal });
  const speaker = slackBy(secret('SLACK_TOKEN'), context);
  const bots = slack.channels[0];
  if (!bots) throw new Error('there is no channel');
  /** Another one of this process, as the next message makes it. */
  const another = () => slackBy(secret('SLACK_TOKEN'), context);
  const texts = () => slack.said(bots).map(({ text }) => text);
  /** How often a method was called. */
  const calls = (method: string) => slack.methods.filter((one) => one === method).length;
  return { clock, slack, bots, speaker, another, stop, texts, calls, lines: context.lines };
}

export const png = (name: string) => ({
  name,
  title: 'Units per symbol',
  data: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255, 13, 10]),
  alt: 'Bars',
});
