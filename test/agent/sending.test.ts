import { createHash } from 'node:crypto';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flowPipeline, Meter } from '../../src/agent/agent.ts';
import { fieldKey } from '../../src/agent/field-key.ts';
import { fingerprintOf } from '../../src/core/fingerprint.ts';
import type { LogRecord } from '../../src/core/record.ts';
import { minutes } from '../../src/core/time.ts';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { heldBy } from '../support/kinesis/streams.ts';
import { eventually } from '../support/manual-clock.ts';
import { Kept } from '../support/outside.ts';
import { world } from '../support/world.ts';
import { flowInto, flowOf } from './flow-per-test.ts';

const folder = folderPerTest();
const path = join(folder, 'app.log');
const fixture = kinesisFixture();

/** The first `n` records that a flow puts into a stream of what its file holds, by key and text; and its meter. */
async function put(text: string, keys: object, n = 1, shards = 1) {
  writeFileSync(path, text);
  const { name } = await fixture.stream(shards);
  const meter = new Meter();
  const warnings: string[] = [];
  const flow = flowOf({ filePattern: path, kinesisStream: name, initialPosition: 'START_OF_FILE', ...keys });
  const { service } = fixture;
  const place = { region: 'eu-west-1', endpoint: service.endpoint };
  const pipeline = flowPipeline(flow, {
    place,
    checkpointTimeToLiveDays: 7,
    meter,
    warn: (message) => warnings.push(message),
  });
  const running = world().start(pipeline, { limits: { commitEvery: 100 } });
  await eventually(() => meter.counts.sent >= n);
  expect(await running.stop()).toBeUndefined();
  const held = [...(await heldBy(service, name)).values()].flat();
  return { records: held.map(({ key, data }) => [key, String(Buffer.from(data))] as const), meter, warnings, pipeline };
}

describe('a flow', () => {
  test('puts each line with its end, keyed by where it stands', async () => {
    const { records, meter, pipeline } = await put('a\n\nbc\n', {}, 3);
    expect(records.map(([, text]) => text)).toEqual(['a\n', '\n', 'bc\n']);
    const [, ...rest] = records.map(([key]) => key.split('/'));
    for (const key of rest) expect(key).toEqual([pipeline.name, 'files', expect.stringMatching(/^[36]:.*:/), '0']);
    expect(new Set(records.map(([key]) => key)).size).toBe(3);
    expect(meter.counts).toMatchObject({ parsed: 3, parsedBytes: 6, sent: 3, sentBytes: 6, attempts: 3, errors: 0 });
  });

  test('keys trades by their blocks, so that one put twice comes to one shard, and tells each shard of ticks', async () => {
    const trade = '{"e":"trade","s":"BTCUSDT","t":130}\n';
    const tick = '{"e":"tick","E":5,"prices":{}}\n';
    const { records } = await put(`${trade}${trade}${tick}`, {}, 5, 3);
    expect(records.filter(([, text]) => text === trade).map(([key]) => key)).toEqual(['BTCUSDT/2', 'BTCUSDT/2']);
    expect(records.filter(([, text]) => text === tick)).toHaveLength(3);
    const alike = await put(`${trade}${tick}`, { partitionKey: { constant: 'one' } }, 2, 3);
    expect(alike.records).toEqual([
      ['one', trade],
      ['one', tick],
    ]);
  });

  test('never packs lines, though one key has many', async () => {
    const line = '{"n":1}\n';
    const { records } = await put(line.repeat(20), { partitionKey: { constant: 'one' } }, 20);
    expect(records).toEqual(Array.from({ length: 20 }, () => ['one', line]));
  });

  test.each<[keys: object, wanted: readonly (readonly [key: unknown, text: string])[]]>([
    [{ partitionKeyOption: 'DETERMINISTIC' }, [[createHash('md5').update('x,1\n').digest('hex'), 'x,1\n']]],
    [{ partitionKey: { constant: 'one' } }, [['one', 'x,1\n']]],
    [{ partitionKey: { field: 'a' } }, [[expect.stringMatching(/^agent-/), 'x,1\n']]],
    [
      {
        partitionKey: { field: 'a' },
        dataProcessingOptions: [{ optionName: 'CSVTOJSON', customFieldNames: ['a', 'b'] }],
      },
      [['x', '{"a":"x","b":"1"}\n']],
    ],
  ])('with %j puts what it shall', async (keys, wanted) => {
    expect((await put('x,1\n', keys)).records).toEqual(wanted);
  });

  test('tells what it could not send as it should, each once', async () => {
    const options = [{ optionName: 'CSVTOJSON', customFieldNames: ['a'] }];
    const { records, warnings, meter } = await put('"\nx\n', { dataProcessingOptions: options }, 2);
    expect(records.map(([, text]) => text)).toEqual(['"\n', '{"a":"x"}\n']);
    expect(warnings).toEqual([expect.stringMatching(/sent as it was: a quote of a CSV field is never closed$/)]);
    expect(meter.counts.warnings).toBe(1);
  });

  test('cuts a line that no record holds, and discards one that no buffer does, the whole of it', async () => {
    const [long, endless] = ['l'.repeat(1_500_000), 'e'.repeat(6_000_000)];
    const { records, warnings } = await put(`a\n${long}\nb\n${endless}\nc\n`, {}, 4);
    expect(records.map(([, text]) => text.length)).toEqual([2, 1_048_576 - 256, 2, 2]);
    expect(records.map(([, text]) => text.at(-2))).toEqual(['a', 'l', 'b', 'c']);
    expect(warnings).toEqual([
      expect.stringMatching(/has 1500001 bytes, and is cut to 1048320$/),
      expect.stringMatching(/is longer than the 5242880 bytes of maxBufferSizeBytes, and is discarded$/),
    ]);
  });
});

test('a flow that begins at the end keeps where that was, though it is killed before anything comes', async () => {
  writeFileSync(path, 'before\n');
  const sink = new Kept<LogRecord>('stream');
  const { pipeline } = flowInto(folder, sink, { initialPosition: 'END_OF_FILE' });
  const { store, start, clock } = world();
  const limits = { commitEvery: minutes(10), pauseAfter: minutes(10) };
  const first = start(pipeline, { limits });
  const scope = { pipeline: pipeline.name, version: 1 };
  while ((await store.roster(scope))[0]?.position === undefined) await clock.sleep(1);
  expect(clock.now()).toBeLessThan(minutes(10));
  first.kill();
  appendFileSync(path, 'meanwhile\n');
  const second = start(pipeline, { limits });
  await clock.sleep(minutes(1));
  appendFileSync(path, 'after\n');
  await eventually(() => sink.written.length > 1);
  await second.stop();
  expect(sink.written.map(({ value }) => String(Buffer.from(value.data)))).toEqual(['meanwhile\n', 'after\n']);
});

test('what a flow does to its records may change under what the store keeps of it, its files and its stream may not', () => {
  const of = (keys: object) => {
    const world = { place: {}, checkpointTimeToLiveDays: 7, meter: new Meter(), warn: () => {} };
    const pipeline = flowPipeline(flowOf(keys), world);
    return [pipeline.name, fingerprintOf(pipeline)];
  };
  const usual = of({});
  expect(usual[0]).toMatch(/^agent-s-[\da-f]{8}$/);
  expect(of({ partitionKeyOption: 'DETERMINISTIC', skipHeaderLines: 1, maxBufferSizeRecords: 5 })).toEqual(usual);
  expect(of({ filePattern: '/b' })[0]).not.toBe(usual[0]);
  expect(of({ kinesisStream: 'My_Stream.1' })[0]).toMatch(/^agent-my-stream-1-[\da-f]{8}$/);
});

test.each([
  ['{"s":"BTCUSDT"}\n', 's', 'BTCUSDT'],
  ['{"s":5}', 's', '5'],
  ['{"s":false}', 's', 'false'],
  ['{"s":""}', 's', undefined],
  ['{"s":null}', 's', undefined],
  ['{"s":{}}', 's', undefined],
  ['{"t":1}', 's', undefined],
  ['{"t":1}', 'toString', undefined],
  ['["s"]', '0', 's'],
  ['5', 's', undefined],
  ['{"s', 's', undefined],
])('of %s the field %s is the key %s', (json, field, key) => expect(fieldKey(Buffer.from(json), field)).toBe(key));
