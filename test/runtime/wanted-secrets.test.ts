import { afterEach, expect, test, vi } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { noSecrets, type Secrets, secret } from '../../src/core/secret.ts';
import { pipeline } from '../../src/index.ts';
import { notGiven, refuseWithout } from '../../src/runtime/wanted-secrets.ts';
import { Told } from '../support/outside.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

afterEach(() => vi.unstubAllEnvs());

const TOKEN = secret('SLACK_TOKEN');

/** A way to tell people that wants a secret. */
const wanting = () => Object.assign(new Told('slack'), { secrets: [TOKEN] });

/** One after the other, what is answered when somebody reads; the last one from then on. */
const answering = (...answers: readonly (string | Error)[]): Secrets & { reads: number } => ({
  ...noSecrets,
  reads: 0,
  async read() {
    const answer = answers[Math.min(this.reads++, answers.length - 1)];
    if (typeof answer === 'string') return answer;
    throw answer;
  },
});

test.each([
  ['is not given', noSecrets, /^alerts cannot run with slack: The secret SLACK_TOKEN is wanted/],
  [
    'cannot be read',
    answering(new PipelineError('CONFIG', 'No.')),
    /^alerts cannot run with slack: No\. "millrace run alerts --dry-run" shows/,
  ],
])('a run that wants a secret which %s is refused before anything starts', async (_, secrets, message) => {
  const { store, start } = world();
  const shards = new Shards({ bounded: true });
  shards.add('a', at('one', 1));
  const slack = wanting();
  const failed = await start(pipeline('alerts').from(shards).to(slack), { secrets }).ended;
  expect(failed).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(message) });
  expect(await store.registered('alerts')).toBeUndefined();
  expect(slack.bodies).toEqual([]);
});

test('while only who keeps it is away the run begins, and folds', async () => {
  const { start } = world();
  const shards = new Shards({ bounded: true });
  shards.add('a', at('one', 1));
  const slack = wanting();
  const secrets = answering(new WorldError('KMS does not answer'));
  expect(await start(pipeline('alerts').from(shards).to(slack), { secrets }).ended).toBeUndefined();
  expect(slack.bodies).toEqual(['one']);
});

test('a setting that is missing is refused as well, and no file stands in for it, for nobody would read that', async () => {
  vi.stubEnv('MAIL_FROM', 'jobs@example.com');
  vi.stubEnv('MAIL_TO', '');
  vi.stubEnv('MAIL_TO_FILE', '/run/secrets/to');
  const wanting = (...settings: readonly string[]) => refuseWithout('alerts', [{ name: 'mail', settings }], all);
  const all: Secrets = { ...noSecrets, has: () => true };
  await wanting('MAIL_FROM');
  await expect(wanting('MAIL_FROM', 'MAIL_TO')).rejects.toThrow('alerts cannot run with mail: MAIL_TO is not set.');
  expect(notGiven([{ name: 'mail', settings: ['MAIL_FROM', 'MAIL_TO'] }], all)).toEqual([
    'mail needs MAIL_TO, which is not set here.',
  ]);
});

test('a token in the place of its name is shown by nobody', async () => {
  const slack = { name: 'slack', secrets: [secret('xoxb-1234-abcd')] };
  expect(notGiven([slack], noSecrets)).toEqual([
    "slack needs a secret by what is no name, such as secret('SLACK_TOKEN'), which is not given here.",
  ]);
  await expect(refuseWithout('alerts', [slack], noSecrets)).rejects.toThrow('with slack: A secret is wanted, and none');
});

test('what wants none asks for none, and a bug stays one', async () => {
  const secrets = answering(new TypeError('a bug'));
  await refuseWithout('alerts', [{ name: 'print' }], secrets);
  expect(secrets.reads).toBe(0);
  await expect(refuseWithout('alerts', [{ name: 'slack', secrets: [TOKEN] }], secrets)).rejects.toThrow('a bug');
});
