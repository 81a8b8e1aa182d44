/** Goal: a mail is handed in once it is encrypted, and whatever the server answers is told as what it is. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { secret } from '../../src/core/secret.ts';
import { SMTP_URL } from '../../src/mail/hand-in.ts';
import type { Mail } from '../../src/mail/mail.ts';
import { send } from '../../src/mail/send.ts';
import { temporaryFolder } from '../support/folder.ts';
import { certificate } from '../support/mail/certificate.ts';
import { leavesOf, mimeIn } from '../support/mail/mime.ts';
import { cert, mailContext, noTls, post, urlOf } from '../support/mail/post.ts';
import { LOGIN, mailServer, type Trouble } from '../support/mail/server.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';

const FROM = 'Jobs <jobs@example.com>';
const MAIL: Mail = {
  id: 'hourly@1/mail/7',
  to: ['ops@example.com', 'Ann <ann@example.com>'],
  subject: 'BTC is above 60 000 $ – “up”',
  text: 'Ünits:\n  <b>1</b> & more\n.\nend',
  pictures: [],
};
const PICTURE = {
  name: 'units.png',
  type: 'image/png',
  data: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 255]),
};

describe.skipIf(noTls)(`mail${noTls ? ` (${noTls})` : ''}`, async () => {
  const server = await post();
  const stranger = certificate();
  const sent = async (mail: Partial<Mail> = {}, url = server.url, attempts = 1) => {
    const context = mailContext(url);
    await send({ ...MAIL, ...mail }, { from: FROM }, context, attempts);
    return context;
  };
  const failed = (url: string, attempts = 1): Promise<Error> =>
    sent({}, url, attempts).then(
      () => expect.unreachable('it was sent'),
      (thrown) => thrown,
    );

  test('is handed in by STARTTLS, with a login, as it is', async () => {
    const { lines } = await sent();
    expect(server.received).toMatchObject([
      { from: 'jobs@example.com', to: ['ops@example.com', 'ann@example.com'], secure: true, user: LOGIN.user },
    ]);
    const { headers, body } = mimeIn(server.received[0]?.raw ?? '');
    expect(headers).toMatchObject({
      from: FROM,
      to: 'ops@example.com, Ann <ann@example.com>',
      subject: MAIL.subject,
      date: 'Thu, 08 Aug 2024 12:00:00 +0000',
      'message-id': expect.stringMatching(/^<[\da-f]{32}@example\.com>$/),
      'auto-submitted': 'auto-generated',
    });
    expect(body.toString().replaceAll('\r\n', '\n').trimEnd()).toBe(MAIL.text);
    const fields = { to: MAIL.to.map((one) => one.replace(/.*<|>/g, '')), answer: '250 2.0.0 Ok: queued as 4711' };
    expect(lines).toMatchObject([{ level: 'info', fields, message: 'mail was handed in' }]);
  });

  test('has the same Message-ID each time that it is sent, and another mail another one', async () => {
    for (const id of ['a', 'a', 'b']) await sent({ id });
    const ids = server.received.map(({ raw }) => {
      const { 'message-id': id = '', 'x-millrace-message': own = '' } = mimeIn(raw).headers;
      expect(id).toBe(`<${own}@example.com>`);
      return id;
    });
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('has its pictures attached, and shows them below the text', async () => {
    await sent({ pictures: [PICTURE, { ...PICTURE, name: 'a "b".png' }] });
    const mime = mimeIn(server.received[0]?.raw ?? '');
    const [text, html, ...pictures] = leavesOf(mime);
    expect(text?.body.toString()).toContain('<b>1</b> & more');
    expect(html?.body.toString()).toContain('&lt;b&gt;1&lt;/b&gt; &amp; more');
    expect(pictures).toMatchObject([
      {
        headers: {
          'content-type': 'image/png; name=units.png',
          'content-disposition': 'attachment; filename=units.png',
        },
      },
      { headers: { 'content-type': expect.stringMatching(/^image\/png/) } },
    ]);
    for (const { headers, body } of pictures) {
      expect(new Uint8Array(body)).toEqual(PICTURE.data);
      expect(html?.body.toString()).toContain(`src="cid:${headers['content-id']?.slice(1, -1)}"`);
    }
  });

  test('goes over TLS from the first byte where the URL says so', async () => {
    await using secure = await mailServer({ ...cert, secure: true });
    for (const host of ['localhost', '127.0.0.1']) await sent({}, urlOf(secure.port, { scheme: 'smtps', host }));
    expect(secure.received).toMatchObject([{ secure: true, user: LOGIN.user }, { secure: true }]);
  });

  test('goes unencrypted to this machine alone, and only where the URL says so', async () => {
    await using plain = await mailServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    await sent({}, urlOf(plain.port, { query: '?starttls=no' }));
    expect(plain.received).toMatchObject([{ secure: false, user: LOGIN.user }]);
    const { message } = await failed(urlOf(plain.port));
    expect(message).toMatch(/^smtp:\/\/localhost:\d+ answers STARTTLS with: 500 .*It does not speak STARTTLS: take/);
    expect((await failed(urlOf(plain.port, { scheme: 'smtps' }))).message).toMatch(
      /WRONG_VERSION_NUMBER\. It does not speak TLS from the first byte: begin the URL with smtp:\/\//,
    );
    expect(plain.received).toHaveLength(1);
  });

  test('is not sent to a server whose certificate nobody trusts, or that is of another name', async () => {
    await using other = await mailServer({ ...stranger, secure: true });
    const error = await failed(urlOf(other.port, { scheme: 'smtps' }));
    expect(error).not.toBeInstanceOf(WorldError);
    expect(error.message).toMatch(/: [A-Z_]+\. Wanted: a certificate .* NODE_EXTRA_CA_CERTS names\.$/);
    expect(other.received).toEqual([]);
  });

  test.each<[string, Trouble, RegExp]>([
    [
      'the server',
      { at: 'connect', does: { code: 554, text: 'No SMTP service here' } },
      /with: 554 No SMTP service here\. Ask/,
    ],
    [
      'the user',
      { at: 'auth', does: { code: 535, text: '5.7.8 invalid' } },
      /AUTH PLAIN with: 535 5\.7\.8 invalid\. Check the user/,
    ],
    [
      'the sender',
      { at: 'from', does: { code: 550, text: '5.1.0 no' } },
      /MAIL FROM with: 550 5\.1\.0 no\. Check who sends \(MAIL_FROM\)/,
    ],
  ])('refused for %s is for the user to put right', async (_, trouble, message) => {
    server.troubles.push(trouble);
    const error = await failed(server.url, 3);
    expect(error).toBeInstanceOf(PipelineError);
    expect(error).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(message) });
    expect(error.message).toMatch(/^smtp:\/\/localhost:\d+ answers /);
    expect(server.troubles).toEqual([]);
    expect(server.received).toEqual([]);
  });

  test.each<[string, Trouble, RegExp]>([
    ['turns away for now', { at: 'connect', does: { code: 421, text: 'Too busy' } }, /with: 421 Too busy$/],
    [
      'throttles logins',
      { at: 'auth', does: { code: 454, text: 'Throttling failure' } },
      /with: 454 Throttling failure$/,
    ],
    [
      'is not ready for a sender',
      { at: 'from', does: { code: 451, text: '4.3.0 later' } },
      /MAIL FROM with: 451 4\.3\.0 later$/,
    ],
    ['has no room', { at: 'data', does: { code: 452, text: 'Full' } }, /DATA with: 452 Full$/],
    ['cuts the connection at once', { at: 'connect', does: 'cut' }, /closed unexpectedly$/],
    ['cuts it in the midst of it', { at: 'to', does: 'cut' }, /closed unexpectedly$/],
    ['cuts it before it answers', { at: 'data', does: 'cut' }, /closed unexpectedly$/],
  ])('to a server that %s may be tried again, and arrives then', async (_, trouble, message) => {
    server.troubles.push(trouble);
    const error = await failed(server.url);
    expect(error).toBeInstanceOf(WorldError);
    expect(error.message).toMatch(message);
    await sent();
    expect(server.received).toHaveLength(1);
  });

  test('is tried again with longer waits, not for ever, nor after a stop', async () => {
    const away: Trouble = { at: 'connect', does: { code: 421, text: 'Too busy' } };
    server.troubles.push(away, away);
    const { clock } = await sent({}, server.url, 3);
    expect(clock.elapsed()).toBe(2_000 + 10_000);
    server.troubles.push(away, away, away, away);
    expect(await failed(server.url, 3)).toBeInstanceOf(WorldError);
    expect(server.troubles).toEqual([away]);
    const stopped = { ...mailContext(server.url), clock: new ManualClock(), signal: AbortSignal.abort() };
    await expect(send(MAIL, { from: FROM }, stopped, 3)).rejects.toThrow('421');
    expect(server.troubles).toEqual([]);
  });

  test('goes by another password where the one that is known has been changed meanwhile', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'url');
    await writeFile(path, server.url.replace('word', 'old'));
    const context = mailContext(`file:${path}`);
    await context.secrets.read(SMTP_URL);
    await writeFile(path, server.url);
    await send(MAIL, { from: FROM }, context);
    expect(server.received).toHaveLength(1);
  });

  test('is given up a little after a stop, where the server is silent', async () => {
    server.troubles.push({ at: 'data', does: 'silence' });
    const stop = new AbortController();
    const clock = new ManualClock();
    const sending = send(MAIL, { from: FROM }, { ...mailContext(server.url), clock, signal: stop.signal });
    const ended = expect(sending).rejects.toBeInstanceOf(WorldError);
    await eventually(() => server.troubles.length === 0);
    stop.abort();
    await clock.advance(9_999);
    await clock.advance(1);
    await ended;
  });

  test('is given up as soon where it is begun behind a stop', async () => {
    const spam: Trouble = { at: 'data', does: { code: 554, text: 'Spam' } };
    server.troubles.push(spam, { at: 'data', does: 'silence' });
    const clock = new ManualClock();
    const sending = send(MAIL, { from: FROM }, { ...mailContext(server.url), clock, signal: AbortSignal.abort() });
    const ended = expect(sending).rejects.toBeInstanceOf(WorldError);
    await eventually(() => server.troubles.length === 0);
    await clock.advance(10_000);
    await ended;
  });

  test('has an id of plain letters, wherever it comes from', async () => {
    await send(MAIL, { from: 'jobs@exämple.com' }, mailContext(server.url));
    expect(mimeIn(server.received[0]?.raw ?? '').headers['message-id']).toMatch(/^<[\da-f]{32}@xn--exmple-cua\.com>$/);
  });

  test('tells no secret in the place of what the server refuses', async () => {
    server.troubles.push({ at: 'data', does: { code: 554, text: 'no xoxb-1234-abcd' } });
    const context = mailContext(server.url, { TOKEN: 'xoxb-1234-abcd' });
    await context.secrets.read(secret('TOKEN'));
    await send({ ...MAIL, text: `${'x'.repeat(995)}xoxb-1234-abcd` }, { from: FROM }, context);
    expect(mimeIn(server.received[0]?.raw ?? '').body.toString()).toMatch(/DATA with: 554 no \[secret\]/);
    expect(JSON.stringify(context.lines)).not.toContain('xoxb');
  });

  test('that only some may get goes to the others, and who does not is told', async () => {
    server.troubles.push({ at: 'to', does: { code: 550, text: '5.1.1 User unknown', of: 'ann@example.com' } });
    const { lines } = await sent();
    expect(server.received).toMatchObject([{ to: ['ops@example.com'] }]);
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { to: 'ann@example.com', reason: '550 5.1.1 User unknown' } },
    ]);
  });

  test('that is refused for what it says goes without, and is logged', async () => {
    const spam: Trouble = { at: 'data', does: { code: 554, text: 'Spam' } };
    server.troubles.push(spam);
    const { lines } = await sent();
    const { headers, body } = mimeIn(server.received[0]?.raw ?? '');
    expect(headers.subject).toBe(MAIL.subject);
    expect(body.toString()).toMatch(
      /^Left out: the text\. .* answers DATA with: 554 Spam\. It will not have this content/,
    );
    expect(lines[0]).toMatchObject({ level: 'error', fields: { text: MAIL.text } });
    server.troubles.push(spam, spam);
    expect((await failed(server.url, 3)).message).toMatch(/DATA with: 554 Spam/);
  });

  test('that is too large with its pictures goes without them, and says so', async () => {
    server.troubles.push({ at: 'data', does: { code: 552, text: '5.3.4 Message too big' } });
    await sent({ pictures: [PICTURE] });
    const [only, ...more] = leavesOf(mimeIn(server.received[0]?.raw ?? ''));
    expect(more).toEqual([]);
    expect(only?.body.toString()).toMatch(/end\s+Left out: units\.png\. .*552 5\.3\.4 Message too big\. It will not/);
  });

  test('cannot be sent where nothing listens, and no password is ever told', async () => {
    for (const url of [urlOf(1), urlOf(1, { host: 'nosuch.invalid' }), server.url.replace('word', 'wrong')]) {
      const { message, stack = '' } = await failed(url);
      expect(message).toMatch(/Nothing listens there|There is no such host|535 5\.7\.8/);
      for (const text of [message, stack]) expect(text).not.toMatch(/pa\/ss|pa%2Fss/);
    }
  });
});
