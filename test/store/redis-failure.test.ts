import { ReplyError } from 'ioredis';
import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { failure } from '../../src/store/redis-failure.ts';

const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

test.each([
  coded('ECONNREFUSED', ''),
  coded('ECONNRESET'),
  coded('ENOTFOUND'),
  coded('ETIMEDOUT', 'connect ETIMEDOUT'),
  coded('EPROTO'),
  coded('CERT_HAS_EXPIRED'),
  coded('ERR_TLS_CERT_ALTNAME_INVALID'),
  new Error('Connection is closed.'),
  new Error("Stream isn't writeable and enableOfflineQueue options is false"),
  new Error('Command timed out'),
  new Error("Socket timeout. Expecting data, but didn't receive any in 10000ms."),
  new Error('Reached the max retries per request limit (which is 0).'),
  new ReplyError('ERR max number of clients reached'),
  ...['OOM', 'READONLY', 'MISCONF', 'LOADING', 'BUSY', 'MASTERDOWN', 'NOREPLICAS'].map(
    (word) => new ReplyError(`${word} and what it says`),
  ),
])('%s is of the world', (thrown) => expect(failure(thrown, 'redis://h')).toBeInstanceOf(WorldError));

test.each([
  new RangeError('Maximum call stack size exceeded'),
  new TypeError("Cannot read properties of undefined (reading 'x')"),
  coded('ERR_INVALID_ARG_TYPE'),
  coded('ERR_STRING_TOO_LONG'),
  new ReplyError('ERR user_script:7: attempt to index a nil value'),
  'no error at all',
])('%s is a mistake, and stays what it is', (thrown) => expect(failure(thrown, 'redis://h')).toBe(thrown));
