import { describe, expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { mimeIn } from '../support/mail/mime.ts';
import { cert, noTls, post } from '../support/mail/post.ts';
import { jsonLines, Millrace, millrace } from './millrace.ts';

const folder = folderPerTest();

describe.skipIf(noTls)(`millrace mail send${noTls ? ` (${noTls})` : ''}`, async () => {
  const server = await post();
  const trusting = { NODE_EXTRA_CA_CERTS: cert?.path ?? '', MAIL_FROM: 'jobs@example.com' };
  const sent = (env: Readonly<Record<string, string>>, text = 'It works.\n') => {
    const args = ['mail', 'send', 'ops@example.com', 'From Millrace'];
    const running = new Millrace(args, { cwd: folder, env: { ...trusting, ...env } });
    running.child.stdin?.end(text);
    return running.ended;
  };

  test('sends what is piped in, and says what the server has answered', async () => {
    const { code, stdout, stderr } = await sent({ SMTP_URL: server.url });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(jsonLines(stderr)).toMatchObject([
      { level: 30, to: ['ops@example.com'], answer: '250 2.0.0 Ok: queued as 4711', msg: 'mail was handed in' },
    ]);
    const { headers, body } = mimeIn(server.received[0]?.raw ?? '');
    expect(headers).toMatchObject({ subject: 'From Millrace', from: 'jobs@example.com' });
    expect(body.toString()).toMatch(/^It works\.\r\n/);
  });

  test('says in a line what is wrong, and never the password', async () => {
    for (const [env, message] of [
      [
        { SMTP_URL: server.url.replace('word', 'wrong') },
        /answers AUTH PLAIN with: 535 5\.7\.8 .*Check the user and the/,
      ],
      [{ SMTP_URL: server.url, NODE_EXTRA_CA_CERTS: '' }, /DEPTH_ZERO_SELF_SIGNED_CERT\. Wanted: a certificate/],
      [{ SMTP_URL: server.url, MAIL_FROM: '' }, /Mail would be sent from nobody\. Wanted: MAIL_FROM=/],
      [{}, /^millrace: The secret SMTP_URL is not given\. Set SMTP_URL to it/],
    ] as const) {
      const { code, stdout, stderr } = await sent(env);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/^millrace: [^\n]*\n$/);
      expect(stderr).not.toMatch(/pa\/ss|pa%2Fss/);
    }
    expect(server.received).toEqual([]);
  });

  test('sends no mail that says nothing', async () => {
    for (const text of ['', ' \n']) {
      const { code, stderr } = await sent({ SMTP_URL: server.url }, text);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: 'millrace: Nothing came on stdin. Wanted: the text of the mail.\n',
      });
    }
    expect(server.received).toEqual([]);
  });

  test('shows an example', async () => {
    const { stdout } = await millrace(['mail', 'send', '--help'], { cwd: folder });
    expect(stdout).toContain('millrace mail send ops@example.com');
    expect(stdout).toContain('--log-level');
  });
});
