import { symlink, writeFile } from 'node:fs/promises';
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
  const ofRxjs = urls.filter((url) => url.includes('/rxjs/'));
  expect(ofRxjs).toEqual([expect.stringMatching(/rxjs\.umd\.js$/)]);
  expect(urls.filter((url) => url.includes('/src/')).length).toBeLessThan(350);
});

test('a pipeline that imports RxJS gets the one that Millrace has, and may use its older way to import operators', async () => {
  const log = await writeLog(folder, [tradeAt(0, 1), tradeAt(90, 2)]);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const path = join(folder, 'ids.ts');
  await writeFile(
    path,
    `import { map, Observable } from 'rxjs';
     import { filter } from 'rxjs/operators';
     import { each, log, parse, pipeline, print, trade } from '${join(ROOT, 'src/index.ts')}';
     const isTheirs = log('x').partitions({ logUrl: 'file:.' } as never, []) instanceof Observable;
     export default pipeline('ids').from(log('crypto')).pipe(
       parse(trade), each(filter((t) => t.id > 1)), each(map((t) => [t.id, isTheirs]))
     ).to(print());`,
  );
  const replayed = await millrace(['replay', path, '--log', log, '--json'], { cwd: folder });
  expect(replayed).toMatchObject({ code: 0, stdout: '[2,true]\n' });
});
