import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPerFile } from '../support/folder.ts';
import { millrace, ROOT, tradeAt, writeLog } from './millrace.ts';

const folder = folderPerFile();

/** Tells on stderr what was loaded: before anything else, so that it sees it all. */
const LISTING = `
  import { registerHooks } from 'node:module';
  const urls = [];
  registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write(urls.map((url) => 'loaded ' + url + '\\n').join('')));`;
const listing = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(LISTING)}` };

async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const { code, stderr } = await millrace(args, { cwd: folder, env: listing });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, url = '']) => url);
}
const packagesIn = (urls: readonly string[]) =>
  new Set(urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));

test('a replay loads none of the packages that it has no use for, and of our files few', async () => {
  const log = await writeLog(folder, [tradeAt(0, 1), tradeAt(90, 2)]);
  const urls = await loadedBy('replay', 'usd-per-minute', '--log', log, '--json');
  expect([...packagesIn(urls)].sort()).toEqual(['commander', 'croner', 'rxjs']);
  const ofRxjs = urls.flatMap((url) => /\/rxjs\/dist\/(.*)/.exec(url)?.[1] ?? []);
  // The others are asked for their names alone.
  expect(ofRxjs).toEqual(['bundles/rxjs.umd.js', 'cjs/index.js', 'cjs/internal/types.js']);
  expect(urls.filter((url) => url.includes('/src/')).length).toBeLessThan(350);
});

test('pipelines, what they import and what that requires have the RxJS that Millrace has, and its parts', async () => {
  const log = await writeLog(folder, [tradeAt(0, 1), tradeAt(90, 2)]);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'theirs.cjs'), `exports.Observable = require('rxjs').Observable;`);
  const path = join(folder, 'ids.ts');
  await writeFile(
    path,
    `import rxjs, { EmptyError, EMPTY, map, Observable } from 'rxjs';
     import { fromFetch } from 'rxjs/fetch';
     import { filter, first } from 'rxjs/operators';
     import { TestScheduler } from 'rxjs/testing';
     import { webSocket } from 'rxjs/webSocket';
     import { ajax } from 'rxjs/ajax';
     import { each, log, parse, pipeline, print, trade } from '${join(ROOT, 'src/index.ts')}';
     import theirs from './theirs.cjs';
     let thrown: unknown;
     EMPTY.pipe(first()).subscribe({ error: (one) => (thrown = one) });
     const those = [
       log('x').partitions({ logUrl: 'file:.' } as never, []), webSocket('ws://x'), fromFetch('http://x'), ajax('http://x'),
       new TestScheduler(() => {}).createColdObservable('a'),
     ].map((one) => one instanceof Observable);
     const all = [...those, thrown instanceof EmptyError, theirs.Observable === Observable, rxjs.Observable === Observable];
     export default pipeline('ids').from(log('crypto')).pipe(
       parse(trade), each(filter((t) => t.id > 1)), each(map((t) => [t.id, ...all]))
     ).to(print());`,
  );
  const replayed = await millrace(['replay', path, '--log', log, '--json'], { cwd: folder });
  expect(replayed).toMatchObject({ code: 0, stdout: `${JSON.stringify([2, ...Array(8).fill(true)])}\n` });
});

test("a pipeline's own files are found as Node finds them: by links, and as what their package.json says", async () => {
  const log = await writeLog(folder, [tradeAt(0, 1), tradeAt(90, 2)]);
  await mkdir(join(folder, 'old'));
  await writeFile(join(folder, 'old/package.json'), '{ "type": "commonjs" }');
  await writeFile(join(folder, 'old/least.ts'), 'exports.least = require("./beside.cjs").least as number;');
  await writeFile(join(folder, 'old/beside.cjs'), 'exports.least = 1;');
  await symlink(join(folder, 'old/least.ts'), join(folder, 'linked.ts'));
  const path = join(folder, 'above.ts');
  await writeFile(
    path,
    `import { each, log, parse, pipeline, print, trade } from '${join(ROOT, 'src/index.ts')}';
     import { filter, map } from 'rxjs';
     import theirs from './linked.ts';
     export default pipeline('above').from(log('crypto')).pipe(
       parse(trade), each(filter((t) => t.id > theirs.least)), each(map((t) => t.id))
     ).to(print());`,
  );
  const replayed = await millrace(['replay', path, '--log', log, '--json'], { cwd: folder });
  expect(replayed).toMatchObject({ code: 0, stdout: '2\n' });
});
