import { describe, expect, test } from 'vitest';
import { kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { log } from '../../../src/logs/log.ts';

const config = expect.objectContaining({ code: 'CONFIG' });

describe('a stream', () => {
  test.each([
    [{ limit: 0 }, 'limit is 0'],
    [{ limit: 2.5 }, 'limit is 2.5'],
    [{ page: 10_001 }, 'page is 10001'],
    [{ within: -1 }, 'within is -1'],
    [{ end: true, from: 'latest' }, 'skips just that'],
    [{ from: { timestamp: -1 } }, '{"timestamp":-1}'],
    [{ from: { timestamp: Number.NaN } }, '{ timestamp: ms since 1970 }'],
    [{ from: { after: '4968e50' } }, '{"after":"4968e50"}'],
    [{ from: 'start' as 'latest' }, '"start"'],
    [{ decoder: 'fast' as 'own' }, 'decoder is "fast"; it must be'],
  ] as const)('is not declared with %j', (options, said) => {
    expect(() => kinesis('crypto', options)).toThrow(config);
    expect(() => kinesis('crypto', options)).toThrow('The stream crypto');
    expect(() => kinesis('crypto', options)).toThrow(said);
  });

  test.each(['', 'a b', 'ä', 'x'.repeat(129)])('is not named %j', (name) => {
    expect(() => kinesis(name)).toThrow(config);
  });

  test('is bounded when it is told where to stop', () => {
    expect(kinesis('crypto')).toMatchObject({ kind: 'log', name: 'kinesis:crypto', bounded: false });
    expect(kinesis('crypto', { from: 'latest' }).bounded).toBe(false);
    for (const options of [{ limit: 250 }, { within: 1_000 }, { end: true }] as const) {
      expect(kinesis('crypto', options).bounded).toBe(true);
    }
  });

  test('never claims to have one partition, whose order usd({ from: "trades" }) would rely on', () => {
    expect(kinesis('crypto').onePartition).toBeUndefined();
    expect(kinesis('crypto', { limit: 5 }).onePartition).toBeUndefined();
  });

  test.each([
    [{}, 'kinesis://eu-west-1', 'kinesis://eu-west-1'],
    [{ region: 'us-east-1' }, 'file:./data', 'kinesis://us-east-1'],
    [{ endpoint: 'http://a:1' }, 'kinesis://eu-west-1', 'kinesis://eu-west-1?endpoint=http://a:1'],
  ])('with %j in a run of %s is where a log in %s of its name is', (options, run, place) => {
    expect(kinesis('crypto', options).place(run)).toBe(log('crypto').place(place));
  });

  test('is decoded by whom its URL or its options say, and is the same stream by either', () => {
    const at = (url: string) => () => log('crypto').place(url);
    expect(at('kinesis://eu-west-1?decoder=own')()).toBe(at('kinesis://eu-west-1?decoder=sdk')());
    expect(kinesis('crypto', { decoder: 'own' }).place('kinesis://eu-west-1')).toBe(at('kinesis://eu-west-1')());
    expect(at('kinesis://eu-west-1?decoder=fast')).toThrow('the decoder "fast" is neither sdk nor own');
    expect(at('kinesis://eu-west-1?decode=own')).toThrow('"decode" is no option');
  });

  test.each([
    ['another region', 'kinesis://us-east-1'],
    ['another endpoint', 'kinesis://eu-west-1?endpoint=http://a:1'],
    ['a file', 'file:./data'],
  ])('is not where %s is', (_, url) => {
    expect(kinesis('crypto').place('kinesis://eu-west-1')).not.toBe(log('crypto').place(url));
  });
});
