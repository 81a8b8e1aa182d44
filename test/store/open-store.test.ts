import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReader, openStore } from '../../src/store/open-store.ts';
import { started } from '../conformance/store-data.ts';
import { testClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/folder.ts';

const options = { clock: testClock() };

test('sqlite: names a file, which writing makes and reading does not', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'data', 'store.db');
  await expect(openReader(`sqlite:${path}`, options)).rejects.toMatchObject({ code: 'MISSING' });
  expect(existsSync(join(folder.path, 'data'))).toBe(false);
  const store = await openStore(`sqlite:${path}`, options);
  await started(store);
  const reader = await openReader(`sqlite:${path}`, options);
  expect(await reader.registered('totals')).toMatchObject({ fingerprint: 'fingerprint' });
  await reader.close();
  await store.close();
});

test('memory: is a new store each time, and none to read from', async () => {
  const store = await openStore('memory:', options);
  await started(store);
  expect(await (await openStore('memory:', options)).registered('totals')).toBeUndefined();
  await expect(openReader('memory:', options)).rejects.toMatchObject({
    code: 'CONFIG',
    message: expect.stringMatching(/"memory:"/),
  });
});

test('whatever else is refused, with what was got and what there is', async () => {
  for (const url of ['redis://a,b', 'redis://localhost/x', 'sqlite:', './data/millrace.db', '', 'memory:x']) {
    const refused = { code: 'CONFIG', message: expect.stringContaining(`"${url}"`) };
    await expect(openStore(url, options)).rejects.toMatchObject(refused);
    await expect(openReader(url, options)).rejects.toMatchObject(refused);
    await expect(openStore(url, options)).rejects.toThrow(/sqlite:.*memory:/);
  }
});
