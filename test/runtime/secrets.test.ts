import { expect, test } from 'vitest';
import { pipeline, secret, slack } from '../../src/index.ts';
import { drive } from '../../src/testing.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { secretsOf } from '../support/slack/fixture.ts';
import { world } from '../support/world.ts';

const alerts = (shards = new Shards({ bounded: true })) => {
  const say = (events: readonly Event[]) => `${events.length} events`;
  return pipeline('alerts')
    .from(shards)
    .to(slack('#bots', say), slack('#ops', say, { token: secret('OPS_TOKEN') }));
};

test('a pipeline that is not given a secret that it needs is refused at once, and nothing is read', async () => {
  const { start, store } = world();
  const trace: string[] = [];
  const shards = new Shards({ trace, bounded: true });
  shards.add('a', at('a', 1));
  const refused = await start(alerts(shards), { secrets: secretsOf({ OPS_TOKEN: 'x' }) }).ended;
  expect(refused).toMatchObject({
    code: 'CONFIG',
    message:
      'alerts cannot run here. slack #bots needs the secret SLACK_TOKEN, which is not given: set it in the ' +
      'environment. "millrace run alerts --dry-run" shows what would be said, and needs none.',
  });
  expect([trace, await store.registered('alerts')]).toEqual([[], undefined]);
  expect(await start(alerts(shards)).ended).toMatchObject({ message: expect.stringContaining('OPS_TOKEN') });
  const secrets = secretsOf({ OPS_TOKEN: 'x', SLACK_TOKEN: 'y' });
  expect(await start(alerts(), { secrets }).ended).toBeUndefined();
});

test('its test needs none', async () => {
  expect(await drive(alerts(), [])).toMatchObject({ messages: { 'slack #bots': [], 'slack #ops': [] } });
});
