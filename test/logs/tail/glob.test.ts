import { expect, test } from 'vitest';
import { globOf } from '../../../src/logs/tail/glob.ts';
import { tail } from '../../../src/logs/tail/tail.ts';

test.each<[glob: string, those: readonly string[], others: readonly string[]]>([
  ['app.log', ['app.log'], ['appxlog', 'app.log.1', 'xapp.log']],
  ['app*', ['app', 'app.log', 'app\n'], ['xapp', '.app']],
  ['app.?', ['app.1', 'app.é', 'app.😀'], ['app.', 'app.12']],
  ['app.[0-9a]', ['app.5', 'app.a'], ['app.b', 'app.-', 'app.']],
  ['app.[!0-9]', ['app.b'], ['app.5', 'app.']],
  ['app.[*?-]', ['app.*', 'app.?', 'app.-'], ['app.x']],
  ['app.{log,t?t,[0-9]}', ['app.log', 'app.txt', 'app.7'], ['app.', 'app.{log', 'app.log,txt']],
  ['app.{log,}', ['app.log', 'app.'], ['app']],
  ['a\\*\\[b', ['a*[b'], ['axx[b', 'a\\*[b']],
  ['.app*', ['.app', '.apps'], ['app']],
  ['a+(b)|c^$', ['a+(b)|c^$'], ['aab']],
])('%s', (glob, those, others) => {
  expect(those.filter((name) => !globOf(glob)(name))).toEqual([]);
  expect(others.filter(globOf(glob))).toEqual([]);
});

test.each([
  ['/tmp/app.[0-9', '"app.[0-9" is no pattern of names'],
  ['/tmp/app.[9-0]', 'is no pattern'],
  ['/tmp/{a,b/app.log', '"{a,b" is no pattern'],
  ['/opt/**/app.log', 'name each level'],
  ['/var/log/', 'name files'],
])('%s is refused', (pattern, message) => expect(() => tail(pattern)).toThrow(message));
