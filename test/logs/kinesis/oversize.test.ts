import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { file, kinesis, pipeline } from '../../../src/index.ts';
import { fastClock } from '../../support/clock.ts';
import { folderPerTest } from '../../support/folder.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { heldBy } from '../../support/kinesis/streams.ts';
import { noAnswer, seenThrough } from '../../support/seen-store.ts';
import { world } from '../../support/world.ts';

const fixture = kinesisFixture();
const folder = folderPerTest();

test.each(['before', 'behind'])(
  'a line with which no record can be made is one dead letter, also over a crash %s the commit',
  async (when) => {
    const path = join(folder, 'lines.ndjson');
    const long = 'x'.repeat(1 << 20); // with its key it is too large
    await writeFile(path, ['{"n":1}', long, '{"n":2}', ''].join('\n'));
    const of = await fixture.stream(2);
    const copy = pipeline('copy').from(file(path)).to(kinesis(of.name));
    const { start, store } = world();
    let failing = 1;
    const crashing = seenThrough(store, async (method, make) => {
      if (method !== 'commit' || failing-- <= 0) return make();
      if (when === 'behind') await make();
      return noAnswer();
    });
    const running = start(copy, { store: crashing, clock: fastClock(100), logUrl: fixture.service.logUrl });
    while ((await store.counts({ pipeline: 'copy', version: 1 })).records !== 3)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await running.stop()).toBeUndefined();
    const letters = await store.deadLetters('copy', { limit: 10 });
    expect(letters.map(({ reason, operator, detail, data }) => [reason, operator, detail, data.length])).toEqual([
      [
        'oversize',
        `kinesis:${of.name}`,
        expect.stringMatching(/^it has 10486\d\d bytes with its partition key, wanted 1048576 at most$/),
        1 << 20,
      ],
    ]);
    const texts = [...(await heldBy(fixture.service, of.name)).values()]
      .flat()
      .map(({ data }) => String(Buffer.from(data)));
    expect(new Set(texts)).toEqual(new Set(['{"n":1}', '{"n":2}']));
    if (when === 'before') expect(texts.length, 'at least once').toBeGreaterThan(2);
    else expect(texts).toHaveLength(2);
  },
);
