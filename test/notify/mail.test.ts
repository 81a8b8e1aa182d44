/** Goal: people are told by mail as Jenkins would tell them, with the end of the log and the pictures. */
import { describe, expect, test, vi } from 'vitest';
import { secretsIn } from '../../src/aws/secrets.ts';
import type { Notice, Occasion } from '../../src/core/notice.ts';
import { secret } from '../../src/core/secret.ts';
import { byMail } from '../../src/notify/mail.ts';
import { testClock } from '../support/clock.ts';
import { leavesOf, mimeIn } from '../support/mail/mime.ts';
import { mailContext, noTls, post } from '../support/mail/post.ts';

const NOTICE: Notice = {
  id: 'hourly-units/12',
  occasion: 'failed',
  of: 'hourly-units',
  at: Date.UTC(2024, 7, 8, 12),
  run: { number: 12, cause: 'by schedule', duration: 3_210 },
  detail: 'There is no log crypto.',
  log: 'INFO: started\nERROR: no log\n',
  pictures: [],
};

test('it tells of all but successes that follow successes, unless told otherwise, and wants the server', () => {
  const ways = byMail(['ops@example.com', 'ann@example.com']);
  expect(ways.name).toBe('mail to ops@example.com, ann@example.com');
  expect(ways.on).toEqual(['failed', 'still failing', 'fixed']);
  expect(ways).toMatchObject({ secrets: [secret('SMTP_URL')], settings: ['MAIL_FROM'] });
  expect(byMail('ops@example.com', { on: ['succeeded'], server: secret('kms:AQICA') })).toMatchObject({
    on: ['succeeded'],
    secrets: [secret('kms:AQICA')],
  });
  expect(() => byMail('ops')).toThrow(/A mail would go to ops/);
});

describe.skipIf(noTls)(`a notice by mail${noTls ? ` (${noTls})` : ''}`, async () => {
  vi.stubEnv('MAIL_FROM', 'jenkins@ceudata.net');
  const server = await post();
  const told = async (notice: Partial<Notice> = {}) => {
    await byMail('ops@example.com').notify({ ...NOTICE, ...notice }, mailContext(server.url));
    const mime = mimeIn(server.received.at(-1)?.raw ?? '');
    const [text, ...others] = leavesOf(mime);
    return { mime, text: text?.body.toString().replaceAll('\r\n', '\n') ?? '', others };
  };

  test('has the subject that Jenkins gives it', async () => {
    const subjects: string[] = [];
    for (const occasion of ['failed', 'still failing', 'fixed', 'succeeded'] as const satisfies readonly Occasion[]) {
      subjects.push((await told({ occasion })).mime.headers.subject ?? '');
    }
    expect(subjects).toEqual([
      'hourly-units - Build # 12 - Failure!',
      'hourly-units - Build # 12 - Still Failing!',
      'hourly-units - Build # 12 - Fixed!',
      'hourly-units - Build # 12 - Successful!',
    ]);
    expect(new Set(server.received.map(({ from }) => from))).toEqual(new Set(['jenkins@ceudata.net']));
  });

  test('says what has happened, and what was logged', async () => {
    expect((await told()).text.trimEnd()).toBe(
      'Run 12 of hourly-units (by schedule): failed after 3.2 s, at 2024-08-08T12:00:00.000Z\n' +
        'There is no log crypto.\n\nINFO: started\nERROR: no log',
    );
  });

  test('has the last thousand lines of a long log', async () => {
    const { text } = await told({ log: Array.from({ length: 1_500 }, (_, i) => `line ${i + 1}\n`).join('') });
    expect(text.trimEnd().split('\n')).toHaveLength(1_003);
    expect(text).toMatch(/There is no log crypto\.\n\nline 501\n[\s\S]*\nline 1500\s*$/);
  });

  test('brings the pictures of the run', async () => {
    const data = new Uint8Array([137, 80, 78, 71]);
    const { others } = await told({ pictures: [{ name: 'btc.png', type: 'image/png', data }] });
    expect(others.map(({ headers }) => headers['content-type'])).toEqual([
      expect.stringMatching(/^text\/html/),
      'image/png; name=btc.png',
    ]);
    expect(new Uint8Array(others[1]?.body ?? [])).toEqual(data);
  });

  test('tells no secret that anybody has read', async () => {
    const secrets = secretsIn({ env: { SMTP_URL: server.url, TOKEN: 'xoxb-1234-abcd' }, clock: testClock() });
    await secrets.read(secret('TOKEN'));
    const notice = {
      ...NOTICE,
      of: 'xoxb-1234-abcd',
      detail: 'refused: xoxb-1234-abcd',
      log: 'token xoxb-1234-abcd\n',
    };
    await byMail('ops@example.com').notify(notice, { ...mailContext(server.url), secrets });
    const { raw = '' } = server.received.at(-1) ?? {};
    expect(raw).not.toContain('xoxb');
    expect(raw).toMatch(/refused: \[secret\]\r\n\r\ntoken \[secret\]/);
  });

  test('is known again by its run, by when that ended, and by who is told', async () => {
    const told = async (to: string, change: Partial<Notice> = {}) => {
      await byMail(to).notify({ ...NOTICE, ...change }, mailContext(server.url));
      return mimeIn(server.received.at(-1)?.raw ?? '').headers['message-id'];
    };
    const id = await told('ops@example.com');
    expect(await told('ops@example.com')).toBe(id);
    const others = [await told('ann@example.com'), await told('ops@example.com', { at: 0 })];
    expect(new Set([id, ...others]).size, 'a store that begins anew gives the same numbers').toBe(3);
  });

  test('is tried three times, and then it is for who tells to log', async () => {
    const away = { at: 'data', does: { code: 451, text: 'later' } } as const;
    server.troubles.push(away, away);
    await told();
    expect(server.received).toHaveLength(1);
    server.troubles.push(away, away, away);
    await expect(told()).rejects.toThrow(/DATA with: 451 later/);
  });
});
