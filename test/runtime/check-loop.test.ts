import { expect, test } from 'vitest';
import { binance, file, log, map, type Pipeline, pipeline, print } from '../../src/index.ts';
import { refuseLoop } from '../../src/runtime/check.ts';
import { Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

const copy = (from: ReturnType<typeof log>, to: ReturnType<typeof log>) => pipeline('copy').from(from).to(print(), to);
const judged =
  (one: Pipeline, logUrl = 'file:./data') =>
  () =>
    refuseLoop(one, logUrl);

const loops: readonly (readonly [what: string, one: Pipeline, logUrl: string])[] = [
  ['a log', copy(log('a'), log('a')), 'file:./data'],
  ['a file by two names', copy(file('./data/a.ndjson'), file('data/../data/a.ndjson')), 'file:./elsewhere'],
  ['a file and a log that is in it', copy(file('data/a.ndjson'), log('a')), 'file:./data'],
  ['two logs in one file', copy(log('a'), log('b')), 'file:./data/all.ndjson'],
  ['a log of which it reads a part', copy(log('a', { limit: 9 }), log('a')), 'file:./data'],
];

test.each(loops)('a pipeline that would read what it writes is refused: %s', (_what, one, logUrl) => {
  const { name } = one.source;
  const both = `copy would read what it writes: ${name} and ${one.destinations.at(-1)?.name} are both /`;
  const refused = { code: 'CONFIG', message: expect.stringContaining(both) };
  expect(judged(one, logUrl)).toThrow(expect.objectContaining(refused));
});

const sound: readonly (readonly [what: string, one: Pipeline])[] = [
  ['two logs in a folder', copy(log('a'), log('b'))],
  ['a log that is not the file', copy(file('data/b.ndjson'), log('a'))],
  ['one whose source is no log', pipeline('copy').from(new Shards()).to(log('a'))],
  ['one whose source is an exchange', pipeline('copy').from(binance()).to(log('a'))],
  ['one that writes to no log', pipeline('copy').from(log('a')).to(print())],
];

test.each(sound)('one that writes elsewhere is not: %s', (_what, one) => {
  expect(judged(one)).not.toThrow();
});

test('a run refuses what cannot be right before it touches the store', async () => {
  const { store, start } = world();
  const before = store.snapshot();
  const loop = await start(copy(log('a'), log('a'))).ended;
  expect(loop).toMatchObject({ code: 'CONFIG', message: expect.stringMatching(/would read what it writes/) });
  const unsound = pipeline('Two Words')
    .from(new Shards())
    .pipe(map((event) => event))
    .to();
  expect(await start(unsound).ended).toMatchObject({
    code: 'CONFIG',
    message: expect.stringMatching(/^Two Words cannot be right: The name .* It has no destination/),
  });
  expect(store.snapshot()).toEqual(before);
});
