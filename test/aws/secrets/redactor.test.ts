/** Goal: once a secret is known, no text that is shown holds it, in whatever spelling it is likely to come. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Redactor } from '../../../src/aws/secrets/redactor.ts';

const knowing = (...secrets: readonly string[]): Redactor => {
  const redactor = new Redactor();
  for (const [i, secret] of secrets.entries()) redactor.learn(`name ${i}`, secret);
  return redactor;
};
const AWKWARD = 'p"a\\s/s+w ö&=?%\n\u2028rd';

describe('a secret is taken out', () => {
  const spelt: readonly (readonly [string, (secret: string) => string])[] = [
    ['as it is', (secret) => secret],
    ['in JSON', (secret) => JSON.stringify({ secret })],
    ['in JSON within JSON', (secret) => JSON.stringify({ body: JSON.stringify({ secret }) })],
    ['in an URL', (secret) => `https://host/?token=${encodeURIComponent(secret)}`],
    [
      'in an URL, with small digits',
      (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
    ],
    ['in a form', (secret) => String(new URLSearchParams({ secret }))],
    ['as a password in an URL', (secret) => String(Object.assign(new URL('smtp://me@host'), { password: secret }))],
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in base64 of URLs', (secret) => Buffer.from(secret).toString('base64url')],
    ['in the base64 of SMTP', (secret) => Buffer.from(`\0me\0${secret}`).toString('base64')],
    ['in that of HTTP', (secret) => `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`],
    ['in a stack', (secret) => new Error(`refused: ${secret}`).stack ?? ''],
  ];

  test.each(spelt)('%s', (_, spell) => {
    for (const secret of ['xoxb-1234-abcd', AWKWARD, 'hunter2']) {
      const text = `before ${spell(secret)} behind`;
      const redacted = knowing('another-one', secret).redact(text);
      expect(redacted).toMatch(/^before .*\[secret\].* behind$/s);
      // What is left of it are the ends of pieces that stand in base64 between other bytes.
      expect(redacted).not.toContain(spell(secret).slice(2, -2));
    }
  });

  test('whatever it is, and whatever stands around it', () => {
    const secrets = fc.string({ unit: 'grapheme', minLength: 5 });
    const around = fc.string();
    fc.assert(
      fc.property(secrets, around, around, (secret, before, behind) => {
        const redactor = knowing(secret);
        expect(redactor.redact(before + secret + behind)).not.toContain(secret);
        const json = JSON.stringify([before, `${before}${secret}${behind}`]);
        expect(JSON.parse(redactor.redact(json))[1]).toContain('[secret]');
        const base64 = Buffer.from(before + secret + behind).toString('base64');
        expect(redactor.redact(base64)).toContain('[secret]');
      }),
    );
  });

  test('in each line that it has, as of a private key', () => {
    const key =
      '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6\r\nwl3mhB0h/Zt9q2Y=\n-----END PRIVATE KEY-----';
    const redacted = knowing(key).redact(inspect(key.split(/\r?\n/)));
    expect(redacted).toBe("[\n  '[secret]',\n  '[secret]',\n  '[secret]',\n  '[secret]'\n]");
  });

  test('where it is the password within it, of a URL or of a JSON object; and nothing else that stands there', () => {
    const url = knowing('smtps://me:p%40ssword@mail.example.com:465');
    expect(url.redact('mail.example.com refuses me with p@ssword, or p%40ssword')).toBe(
      'mail.example.com refuses me with [secret], or [secret]',
    );
    const loose = knowing('smtp://AKIA:BZ/p+q9==@email-smtp.eu-west-1.amazonaws.com:587');
    expect(loose.redact('535 for AKIA with BZ/p+q9==')).toBe('535 for AKIA with [secret]');
    const json = knowing('{"username":"millrace","password":"correct-horse","port":6379,"host":"redis"}');
    expect(json.redact('millrace at redis: correct-horse')).toBe('millrace at redis: [secret]');
    expect(knowing('{not JSON').redact('{not JSON')).toBe('[secret]');
  });
});

test('of two secrets that begin alike each is taken out whole, whichever was known first', () => {
  for (const secrets of [
    ['token-1', 'token-1-and-more'],
    ['token-1-and-more', 'token-1'],
  ]) {
    expect(knowing(...secrets).redact('token-1-and-more, token-1')).toBe('[secret], [secret]');
  }
});

test('of fewer than 5 characters it is left: it would be cut out of words that are no secret, and be told by that', () => {
  expect(knowing('late', '').redact('it is late, later than the latest')).toBe('it is late, later than the latest');
});

test('a text without secrets is the same one', () => {
  expect(knowing('xoxb-1234-abcd').redact('{"level":30,"msg":"started"}')).toBe('{"level":30,"msg":"started"}');
});

test('of one name the last twenty are known: who reads it afresh again and again fills no memory, and loses no other', () => {
  const redactor = knowing('hmac-secret');
  const learn = (i: number) => redactor.learn('TOKEN', `token-${String(i).padStart(3, '0')}`);
  for (let i = 0; i < 21; i++) learn(i);
  expect(redactor.redact('hmac-secret token-000 token-001 token-020')).toBe('[secret] token-000 [secret] [secret]');
  learn(1);
  learn(21);
  expect(redactor.redact('token-001 token-002 token-021')).toBe('[secret] token-002 [secret]');
});
