import { resolve } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import type { Destination } from '../../../src/core/sink.ts';
import type { Source } from '../../../src/core/source.ts';
import { file } from '../../../src/logs/file/file.ts';
import type { FileOptions } from '../../../src/logs/file/options.ts';
import { testContext } from '../../support/context.ts';
import { partitionsOf } from '../../support/reading.ts';

test('a file is one object that stands on either side of an arrow', () => {
  const log = file('data/crypto.ndjson');
  expect(log).toMatchObject({ kind: 'log', name: 'file:data/crypto.ndjson', bounded: false });
  expectTypeOf(log).toExtend<Source<LogRecord>>();
  expectTypeOf(log).toExtend<Destination<{ readonly any: 'event' }>>();
});

test('its partition is called as the file, without extension, or as told', async () => {
  const ids = async (options?: FileOptions) =>
    (await partitionsOf(file('data/crypto.ndjson', options), testContext())).map(({ id }) => id);
  expect(await ids()).toEqual(['crypto']);
  expect(await ids({ id: 'other' })).toEqual(['other']);
});

test('it is one partition, in one place, whatever the run says', () => {
  const log = file('data/../data/crypto.ndjson');
  expect(log.onePartition).toBe(true);
  expect(log.place('file:./elsewhere')).toBe(resolve('data/crypto.ndjson'));
});

test.each([
  { limit: 0 },
  { limit: 1.5 },
  { within: 0 },
  { within: Number.NaN },
  { chunk: -1 },
  { end: true, from: 'latest' },
] as const)('the options %j are refused when it is declared', (options) => {
  const refused = { code: 'CONFIG', message: expect.stringContaining('data/crypto.ndjson') };
  expect(() => file('data/crypto.ndjson', options)).toThrow(expect.objectContaining(refused));
});
