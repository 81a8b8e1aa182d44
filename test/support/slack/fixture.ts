import { afterEach } from 'vitest';
import { noSecrets, type Secrets } from '../../../src/core/secret.ts';
import type { Clock } from '../../../src/core/time.ts';
import { FakeSlack } from './slack.ts';

const open: FakeSlack[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
});

/** A workspace with the channel `bots`, for one test. */
export async function slackOf(clock?: Clock): Promise<FakeSlack> {
  const slack = await FakeSlack.start(clock && { clock });
  open.push(slack);
  slack.add('bots');
  return slack;
}

/** Gives what stands under a name, and what stands there by then when it is asked for afresh. */
export function secretsOf(values: Readonly<Record<string, string>>, fresh = values): Secrets {
  const redact = (text: string) => Object.values(values).reduce((all, value) => all.replaceAll(value, '***'), text);
  return {
    has: ({ secret }) => secret in values,
    read: async (wanted, how) => (how?.fresh ? fresh : values)[wanted.secret] ?? noSecrets.read(wanted),
    redact,
  };
}
