import { expect, test } from 'vitest';
import { receivers, sender, subjectOf, textOf } from '../../src/mail/mail.ts';
import { serverAt } from '../../src/mail/server.ts';

test.each([
  ['smtp://mail.example.com', { port: 587, tls: 'starttls', shown: 'smtp://mail.example.com:587' }],
  ['smtp://mail.example.com:25', { port: 25, tls: 'starttls' }],
  ['smtps://mail.example.com', { port: 465, tls: 'at once', shown: 'smtps://mail.example.com:465' }],
  ['smtps://mail.example.com:8465/', { port: 8465, tls: 'at once' }],
  ['smtp://mail.example.com:465', { port: 465, tls: 'at once' }],
  ['smtp://[::1]:1025?starttls=no', { host: '::1', port: 1025, tls: 'none' }],
  ['smtp://127.0.0.1:1025?starttls=no', { host: '127.0.0.1', tls: 'none' }],
  ['smtp://localhost:587?starttls=yes', { tls: 'starttls' }],
  [
    'smtp://AKIA:BZ/p+q@9=@mail.example.com:587',
    { login: { user: 'AKIA', pass: 'BZ/p+q@9=' }, host: 'mail.example.com' },
  ],
  [
    'smtp://AKIA:p%40%2Fw@mail.example.com:587',
    { login: { user: 'AKIA', pass: 'p@/w' }, shown: 'smtp://mail.example.com:587' },
  ],
])('%s is a server', (url, server) => {
  expect(serverAt(url)).toMatchObject(server);
});

test.each([
  ['mail.example.com:587', /it is no URL|begins with mail/],
  ['not a url', /it is no URL/],
  ['https://mail.example.com', /begins with https:\/\//],
  ['smtp://', /names no host|no URL/],
  ['smtp://mail.example.com/path', /has a path/],
  ['smtp://mail.example.com?starttls=no', /what is sent to mail\.example\.com would not be encrypted/],
  ['smtp://127.0.0.1.example.com?starttls=no', /would not be encrypted/],
  ['smtp://localhost?starttls=maybe', /starttls is maybe/],
  ['smtp://localhost?tls=no', /nobody knows the option tls/],
  ['smtp://user@localhost', /only one of a user and a password/],
  ['smtp://user:hunter2%@localhost', /a % in its user or password is written %25/],
  ['ftp://user:hunter2@localhost', /begins with ftp/],
])('%s cannot be right, which is told without its password', (url, message) => {
  const refused = () => serverAt(url);
  expect(refused).toThrow(message);
  expect(refused).toThrow(/Wanted: smtp:\/\/USER:PASSWORD@HOST:587/);
  expect(refused).not.toThrow(/hunter2/);
});

test('mail goes to addresses, with or without a name, and to no more than a server takes', () => {
  expect(receivers('ops@example.com')).toEqual(['ops@example.com']);
  expect(receivers(['Ops <ops@example.com>', 'öps@exämple.com'])).toEqual(['Ops <ops@example.com>', 'öps@exämple.com']);
  const hidden = ['a\0@b', 'ops:a@b', '(x)a@b', 'Ops: Team <a@b>', 'Ops\u2028Bcc <a@b>', 'Ops (night) <a@b>'];
  for (const wrong of ['', 'ops', 'a@b, c@d', 'a@b\r\nBcc: c@d', 'Ops <ops>', 'a@b@c', ...hidden]) {
    expect(() => receivers(wrong), wrong).toThrow(/A mail would go to .*Wanted: an address such as/s);
  }
  expect(() => receivers([])).toThrow(/would go to nobody/);
  expect(() => receivers(Array.from({ length: 51 }, (_, i) => `a${i}@b`))).toThrow(/would go to 51 addresses/);
});

test('mail comes from an address', () => {
  expect(sender('Jobs <jobs@example.com>')).toBe('Jobs <jobs@example.com>');
  expect(() => sender(undefined)).toThrow(/Mail would be sent from nobody\. Wanted: MAIL_FROM=jobs@example\.com/);
  expect(() => sender('Jobs\r\nBcc: all@example.com <jobs@example.com>')).toThrow(/Mail would be sent from/);
  expect(() => sender('jobs')).toThrow(/Mail would be sent from jobs\./);
});

test('a subject is one line, and what is too long is cut', () => {
  expect(subjectOf('BTC\r\nBcc: all@example.com ')).toBe('BTC Bcc: all@example.com');
  expect(subjectOf('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
  expect(textOf('x'.repeat(600_000))).toHaveLength((512 << 10) + 2);
});
