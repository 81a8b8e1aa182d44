import { expect, test } from 'vitest';
import { redisAddress } from '../../src/store/redis-address.ts';

const usual = { host: 'h', port: 6379, db: 0, tls: false, prefix: 'millrace' };

test.each([
  ['redis://h', { ...usual, shown: 'redis://h' }],
  ['redis://h:7/4', { ...usual, port: 7, db: 4, shown: 'redis://h:7/4' }],
  ['rediss://h', { ...usual, tls: true, shown: 'rediss://h' }],
  ['redis://h?prefix=a.b-c:d_1', { ...usual, prefix: 'a.b-c:d_1', shown: 'redis://h?prefix=a.b-c:d_1' }],
  ['redis://me:p%40s:s@h', { ...usual, username: 'me', password: 'p@s:s', shown: 'redis://…@h' }],
  ['redis://me:a,b@h', { ...usual, username: 'me', password: 'a,b', shown: 'redis://…@h' }],
  ['redis://:100%25@h', { ...usual, password: '100%', shown: 'redis://…@h' }],
  ['redis://:p@[::1]', { ...usual, host: '::1', password: 'p', shown: 'redis://…@[::1]' }],
])('%s is an address, and shows no password', (url, address) => expect(redisAddress(url)).toEqual(address));

test.each([
  ['redis://a:1,b:2', /several hosts/],
  ['redis://me:p@a,b', /several hosts/],
  ['redis://:100%@h', /^"redis:\/\/…@h" names no store: a % in its password is written %25/],
  ['redis://100%@h', /a % in its user is written %25/],
  ['redis://', /no URL|no host/],
  ['redis://h/zero', /the database is zero, and must be a number/],
  ['redis://h?db=3', /nobody knows the option db/],
  ['redis://h?prefix=', /the prefix is ""/],
  ['redis://u:p@h?prefix={x}', /^"redis:\/\/…@h\?prefix=\{x\}" names no store: the prefix/],
])('%s is refused', (url, message) => {
  expect(() => redisAddress(url)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  expect(() => redisAddress(url)).toThrow(message);
});
