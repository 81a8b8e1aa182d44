import { afterEach, vi } from 'vitest';
import type { Picture } from '../../src/core/picture.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { Messages } from '../../src/core/sink.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { racingClock, testClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { NOON } from '../support/market.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { type Event, Shards } from '../support/shards.ts';
import { secretsOf, slackOf } from '../support/slack/fixture.ts';
import { world } from '../support/world.ts';

afterEach(() => vi.unstubAllEnvs());

/** Spans pass so many times as fast, for all that run here and for Slack. */
const TIMES = 100;

/** A workspace with the channel `bots`, and processes that run a pipeline which says something there. */
export async function saying(destination: Messages<Event>, events: readonly Event[]) {
  const clock = racingClock(TIMES);
  const slack = await slackOf(clock);
  vi.stubEnv('SLACK_API_URL', slack.url);
  const store = memoryStore({ clock });
  const shards = new Shards();
  const shard = shards.add('a', events);
  const pictures: Picture[] = [];
  const alerts = pipeline('alerts').from(shards).to(destination);
  const { start } = world();
  const options = {
    ...{ clock, secrets: secretsOf({ SLACK_TOKEN: slack.token }), leaseSpan: 1_000 },
    keepPicture: (picture: Picture) => void pictures.push(picture),
  };
  const bots = slack.channels[0];
  if (!bots) throw new Error('there is no channel');
  const waiting = () => store.undelivered('alerts', destination.name, 99);
  return {
    slack,
    shard,
    pictures,
    process: (seen: (store: Store) => Store = (store) => store) => start(alerts, { ...options, store: seen(store) }),
    said: () => slack.said(bots),
    /** Resolves when so many messages have been said, and none waits any more. */
    async settled(n: number): Promise<void> {
      while (slack.said(bots).length < n || (await waiting()).length > 0) await turn();
    },
    /** A process that dies when it has delivered a message, before it can say so. Gives what it has logged. */
    async dying() {
      const delivered = Promise.withResolvers<void>();
      const dying = (store: Store) =>
        seenThrough(store, (method, make) => {
          if (method !== 'delivered') return make();
          delivered.resolve();
          return noAnswer();
        });
      const died = start(alerts, { ...options, store: dying(store) });
      await delivered.promise;
      died.kill();
      return died.lines;
    },
  };
}

/** The same workspace, and what a delivery works with, without a run; who sleeps there wakes at once. */
export async function alone() {
  const clock = testClock(NOON);
  const workspace = await slackOf(clock);
  vi.stubEnv('SLACK_API_URL', workspace.url);
  const context = testContext({ clock, secrets: secretsOf({ SLACK_TOKEN: workspace.token }) });
  return { context, workspace, said: () => workspace.said(workspace.channels[0] as never) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
