import type { Shard } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import type { From } from '../../../src/logs/kinesis/options.ts';
import { refuseOther, shardsToRead } from '../../../src/logs/kinesis/shards.ts';

/** `0 1 2<0 3<0 4<1+2`, closed where another one names it. */
function listed(text: string): Shard[] {
  const shards = text.split(' ').map((one) => {
    const [id = '', parents = ''] = one.split('<');
    return { id, parents: parents.split('+').filter(Boolean) };
  });
  return shards.map(({ id, parents: [parent, adjacent] }) => ({
    ShardId: id,
    ...(parent && { ParentShardId: parent }),
    ...(adjacent && { AdjacentParentShardId: adjacent }),
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: '1' },
    SequenceNumberRange: {
      StartingSequenceNumber: '1',
      ...(shards.some(({ parents }) => parents.includes(id)) && { EndingSequenceNumber: '9' }),
    },
  }));
}

const toRead = (text: string, known: readonly string[] = [], from: From = 'trim-horizon') =>
  shardsToRead(listed(text), new Set(known), from).map(
    ({ id, parents, beginning }) =>
      `${id}${parents.length ? `<${parents.join('+')}` : ''} ${typeof beginning === 'string' ? beginning : Object.keys(beginning)}`,
  );

describe('of the shards of a stream, a pipeline that begins', () => {
  test('at trim-horizon reads all, children after their parents', () => {
    expect(toRead('0 1 2<0 3<0 4<1+2')).toEqual([
      '0 trim-horizon',
      '1 trim-horizon',
      '2<0 trim-horizon',
      '3<0 trim-horizon',
      '4<1+2 trim-horizon',
    ]);
  });

  test('takes parents that are gone from the list for none', () => {
    expect(toRead('4<1+2 2<0')).toEqual(['4<2 trim-horizon', '2 trim-horizon']);
  });

  test('at latest reads those that are open, from now on', () => {
    expect(toRead('0 1 2<0 3<0', [], 'latest')).toEqual(['1 latest', '2 latest', '3 latest']);
  });

  test('at a time reads all from that time on, for a child may be as old', () => {
    expect(toRead('0 1<0', [], { timestamp: 5 })).toEqual(['0 timestamp', '1<0 timestamp']);
  });

  test('behind a record reads the one shard that there is', () => {
    expect(toRead('0', [], { after: '5' })).toEqual(['0 after']);
    expect(() => toRead('0 1', [], { after: '5' })).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});

describe('of the shards of a stream, a pipeline that goes on', () => {
  test('reads those that it knows and all that came of them, the new ones whole', () => {
    expect(toRead('0 1 2<0 3<0 4<1+2', ['0', '1'], 'latest')).toEqual([
      '0 latest',
      '1 latest',
      '2<0 trim-horizon',
      '3<0 trim-horizon',
      '4<1+2 trim-horizon',
    ]);
  });

  test('knows a child by its parent also when that is gone from the list', () => {
    expect(toRead('2<0 3<0', ['0'], 'latest')).toEqual(['2<0 trim-horizon', '3<0 trim-horizon']);
  });

  test('leaves out what was over before it began', () => {
    expect(toRead('0 1<0 2<0', ['1', '2'], 'latest')).toEqual(['1 latest', '2 latest']);
  });

  test('behind a record reads its children whole', () => {
    expect(toRead('0 1<0 2<0', ['0'], { after: '5' })).toEqual(['0 after', '1<0 trim-horizon', '2<0 trim-horizon']);
  });
});

describe('a stream is another one', () => {
  const known = (partition: string, ended: boolean) => ({ partition, ended, parents: [] });
  const refuse = (text: string, ...of: ReturnType<typeof known>[]) => refuseOther('crypto', listed(text), of);
  const log = expect.objectContaining({ code: 'LOG' });

  test('when a shard that was read to its end is open', () => {
    expect(() => refuse('0 1', known('0', true))).toThrow(log);
    expect(() => refuse('0 1', known('0', true))).toThrow('crypto: 0 was read to its end, and is open');
  });

  test('when a shard that was not read to its end is gone', () => {
    expect(() => refuse('0', known('1', false))).toThrow(log);
    expect(() => refuse('0', known('1', false))).toThrow('crypto: 1, which was not read to its end, is gone');
  });

  test('and not when what was read to its end is closed, or gone', () => {
    refuse('0 1<0 2<0', known('0', true), known('1', false), known('2', false), known('9', true));
  });
});
