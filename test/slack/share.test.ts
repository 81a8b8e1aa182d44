import { expect, test } from 'vitest';
import { eventually, ManualClock } from '../support/manual-clock.ts';
import { NOON } from '../support/market.ts';
import type { Fault } from '../support/slack/faults.ts';
import { BOTS, png, speaking } from './speaking.ts';

const STEPS = ['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal'];

test('a file goes in three steps, its bytes as they are, with title, description and comment', async () => {
  const { slack, bots, speaker } = await speaking();
  const file = png('units-m1.png');
  const ts = await speaker.share(BOTS, file, { mark: 'm1' }, 'Each hour');
  expect(slack.methods).toEqual(['conversations.list', ...STEPS, 'conversations.history']);
  expect(slack.said(bots)).toMatchObject([
    {
      ...{ ts, text: 'Each hour' },
      files: [{ name: 'units-m1.png', title: 'Units per symbol', alt_txt: 'Bars', size: file.data.length }],
    },
  ]);
  expect([...(slack.uploads.get('F00000001')?.data ?? [])]).toEqual([...file.data]);
});

test('a title and a description are no longer than Slack takes them', async () => {
  const { slack, bots, speaker } = await speaking();
  const file = { ...png('units-m1.png'), title: 'T'.repeat(9_000), alt: 'A'.repeat(9_000) };
  await speaker.share(BOTS, file, { mark: 'm1' });
  const [{ title = '', alt_txt = '' } = {}] = slack.said(bots)[0]?.files ?? [];
  expect([title, alt_txt]).toEqual([`${'T'.repeat(250)}…`, `${'A'.repeat(999)}…`]);
});

test('a file goes into a thread, and begins one', async () => {
  const { slack, bots, speaker } = await speaking();
  const thread = await speaker.share(BOTS, png('a-m1.png'), { mark: 'm1' });
  await speaker.share({ ...BOTS, thread }, png('b-m2.png'), { mark: 'm2' });
  expect(slack.said(bots).map(({ thread_ts }) => thread_ts)).toEqual([undefined, thread]);
  expect(slack.methods.at(-1)).toBe('conversations.replies');
});

const FAULTS: readonly Fault[] = [
  ...([{ cut: 'before' }, { cut: 'after' }, { cut: 'within' }, { status: 500 }, { page: '<html>Hello' }] as const),
  ...([{ throttle: 2 }, { error: 'internal_error', done: true }] as const),
];

test.each(STEPS.flatMap((step) => FAULTS.map((fault) => [step, JSON.stringify(fault), fault] as const)))(
  'a file whose %s fails by %s is there once, whole',
  async (step, _text, fault) => {
    const { slack, bots, speaker } = await speaking();
    slack.faults.next(step, fault);
    await speaker.share(BOTS, png('units-m1.png'), { mark: 'm1' });
    expect(slack.said(bots).map(({ files }) => files?.map(({ name }) => name))).toEqual([['units-m1.png']]);
    const shown = slack.said(bots)[0]?.files?.[0]?.id ?? '';
    expect([...(slack.uploads.get(shown)?.data ?? [])]).toEqual([...png('').data]);
  },
);

test('one that an earlier process shared is found by its name, and not uploaded', async () => {
  const { slack, speaker, texts, calls } = await speaking();
  await speaker.share(BOTS, png('units-m1.png'), { mark: 'm1' });
  await speaker.share(BOTS, png('units-m1.png'), { mark: 'm1', again: true });
  expect([texts(), slack.uploads.size, calls('upload')]).toEqual([[''], 1, 1]);
});

test('what is said next stands below a file, which Slack shows in its own time', async () => {
  const { clock, slack, bots, speaker, lines } = await speaking();
  slack.hidden = 3;
  const ts = await speaker.share(BOTS, png('units-m1.png'), { mark: 'm1' });
  expect(ts).toBe(slack.said(bots)[0]?.ts);
  expect(clock.elapsed()).toBe(8_000);
  slack.hidden = 99;
  expect(await speaker.share(BOTS, png('units-m2.png'), { mark: 'm2' })).toBe('');
  expect(lines).toMatchObject([{ level: 'warn', fields: { what: 'units-m2.png to #bots' } }]);
});

test('a file that Slack has taken unheard, and shows late, is shared again as the same one, and so is there once', async () => {
  const { slack, bots, speaker } = await speaking();
  slack.hidden = 1;
  slack.faults.next('files.completeUploadExternal', { cut: 'after' });
  await speaker.share(BOTS, png('units-m1.png'), { mark: 'm1' });
  expect([slack.said(bots).length, slack.uploads.size]).toEqual([1, 1]);
});

test('at a stop nobody waits to see a file', async () => {
  const { slack, bots, speaker, stop, calls } = await speaking(new ManualClock(NOON));
  slack.hidden = 99;
  const sharing = speaker.share(BOTS, png('units-m1.png'), { mark: 'm1' });
  await eventually(() => slack.said(bots).length === 1);
  stop.abort();
  expect(await sharing).toBe('');
  expect(calls('conversations.history')).toBeLessThan(2);
});

test('a file that is not shared yet at a stop is left to the next process, which may be at it already', async () => {
  const { slack, bots, speaker, stop, calls } = await speaking();
  const sharing = speaker.share(BOTS, png('units-m1.png'), { mark: 'm1' });
  const left = expect(sharing).rejects.toMatchObject({ code: 'WORLD' });
  await eventually(() => calls('files.getUploadURLExternal') === 1);
  stop.abort();
  await left;
  expect(slack.said(bots)).toEqual([]);
});

test('where nobody may look it is shared, and not waited for', async () => {
  const { slack, speaker, calls, lines } = await speaking();
  slack.scopes = slack.scopes.filter((scope) => scope !== 'channels:history');
  for (const mark of ['m1', 'm2']) expect(await speaker.share(BOTS, png(`${mark}.png`), { mark })).toBe('');
  expect(calls('conversations.history')).toBe(1);
  expect(lines).toHaveLength(1);
});

test('no token is sent to the address that Slack names for a file', async () => {
  const { slack, speaker } = await speaking();
  await speaker.share(BOTS, png('m1.png'), { mark: 'm1' });
  expect(slack.authorized).toEqual(['conversations.list', STEPS[0], STEPS[2], 'conversations.history']);
});
