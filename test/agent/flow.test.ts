import { expect, test } from 'vitest';
import { agentConfig, FileFlow } from '../../src/agent/agent.ts';

const MIB = 1_048_576;

function taken(keys: object, ...lines: readonly Buffer[]) {
  const flow = { filePattern: '/a', kinesisStream: 's', ...keys };
  const [config] = agentConfig({ path: 'agent.json', text: JSON.stringify({ flows: [flow] }) }).flows;
  if (!config) throw new Error('no flow');
  const file = new FileFlow(config, 0);
  let offset = 0;
  const records = file.take(
    lines.map((data) => {
      offset += data.length;
      return { data, offset };
    }),
  );
  return { file, records };
}

const lineOf = (length: number) => Buffer.from(`${'x'.repeat(length - 1)}\n`);

test.each<[keys: object, most: number]>([
  [{}, MIB - 256],
  [{ partitionKey: { field: 's' } }, MIB - 256],
  [{ partitionKeyOption: 'DETERMINISTIC' }, MIB - 32],
  [{ partitionKey: { constant: 'é' } }, MIB - 2],
])('with %j, a record has %d bytes at most', (keys, most) => {
  const { records } = taken({ ...keys, truncatedRecordTerminator: '…\n' }, lineOf(most), lineOf(most + 1));
  expect(records.map(({ data }) => data?.length)).toEqual([most, most]);
  expect(records.map(({ offset }) => offset)).toEqual([most, 2 * most + 1]);
  expect(records.map(({ warning }) => warning)).toEqual([
    undefined,
    `The record of s:/a that ends at ${2 * most + 1} has ${most + 1} bytes, and is cut to ${most}.`,
  ]);
  expect(Buffer.from(records[1]?.data ?? []).subarray(-5)).toEqual(Buffer.from('x…\n'));
});

test('a record longer than the buffer is passed, with a warning', () => {
  const { records } = taken({ maxBufferSizeBytes: 3 }, Buffer.from('abc\n'), Buffer.from('a\n'));
  expect(records).toEqual([
    {
      data: undefined,
      length: 4,
      offset: 4,
      warning: 'The record of s:/a that ends at 4 has 4 bytes, above 3, and is discarded.',
    },
    { data: Buffer.from('a\n'), length: 2, offset: 6 },
  ]);
});

test('records that could not be changed are sent as they were, and counted', () => {
  const dataProcessingOptions = [{ optionName: 'CSVTOJSON', customFieldNames: ['a'] }];
  const { file, records } = taken({ dataProcessingOptions }, Buffer.from('"\n'), Buffer.from('b\n'));
  expect(records.map(({ data }) => String(data))).toEqual(['"\n', '{"a":"b"}\n']);
  expect(records[0]?.warning).toBe(
    'The record of s:/a that ends at 2 is sent as it was: a quote of a CSV field is never closed.',
  );
  expect(file.unchanged).toBe(1);
});
