/** The rules of the house, read off the sources, so that nobody has to remember them. Each failure says what to do. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** What a folder of src may import from, beside itself and core. Down only: nobody imports who imports it. */
const below: { readonly [folder: string]: readonly string[] } = {
  core: [],
  market: [],
  aggregates: [],
  operators: ['market'],
  aws: [],
  disk: [],
  charts: [],
  slack: [],
  mail: [],
  logs: ['aws', 'disk', 'market', 'sinks'],
  agent: ['market', 'aws', 'logs', 'operators'],
  sources: ['market', 'exchange'],
  sinks: ['market', 'exchange', 'charts', 'slack', 'mail'],
  notify: ['charts', 'slack', 'mail'],
  store: [],
  exchange: ['market'],
  runtime: ['store'],
  chaos: ['market', 'store', 'exchange', 'runtime'],
  views: ['charts', 'market', 'runtime', 'store'],
  dashboard: ['charts', 'market', 'runtime', 'store', 'views'],
  cli: [
    ...['market', 'aws', 'charts', 'slack', 'mail', 'notify', 'logs', 'agent', 'sources', 'sinks', 'store', 'exchange'],
    ...['runtime', 'chaos', 'views', 'dashboard', 'pipelines'],
  ],
};
/** Folders whose files are siblings that never import each other; what two of them need is core's. */
const siblings = ['aggregates', 'operators', 'sinks', 'sources'];
/** Where the time of day, timers and chance may come from; and who may draw chance, or time a request, by itself. */
/** What stands in front of the clocks while a pipeline is tried names them. */
const clocks = [
  'src/runtime/clock.ts',
  'src/runtime/virtual-clock.ts',
  'src/chaos/substitutes.ts',
  'src/dashboard/page/clock.ts',
];
const outside = ['src/sources/binance/backoff.ts', 'src/exchange/client/request.ts', 'src/slack/upload.ts'];
/** Folders that do nothing but compute. */
const pure = ['core', 'market', 'aggregates', 'operators', 'agent'];

interface Source {
  readonly path: string;
  readonly text: string;
  /** Without comments and strings, so that only code is judged. */
  readonly code: string;
  readonly imports: readonly string[];
}

const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = [...text.matchAll(/(?:^(?:import|export)\b[^;]*?from |\bimport\()'(\.[^']+)'/gm)]
    .map(([, to = '']) => relative(root, normalize(join(root, dirname(path), to))))
    .filter((to) => to.endsWith('.ts'));
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
    .replace(/'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\$]|\$(?!\{))*`/g, "''");
  return { path, text, code, imports };
}

const sources = files('src').map(read);
const pipelines = files('pipelines').map(read);
/** `core` for src/core/batch.ts, `pipelines` for a pipeline, nothing for src/index.ts. */
const folderOf = (path: string): string =>
  path
    .replace(/^src\//, '')
    .split('/')
    .slice(0, -1)[0] ?? '';

/** One line for each place that breaks a rule. */
const offences = (of: readonly Source[], rule: (source: Source) => readonly string[]): string[] =>
  of.flatMap((source) => rule(source).map((offence) => `${source.path}: ${offence}`));

const using = (source: Source, pattern: RegExp, instead: string): string[] =>
  [...source.code.matchAll(pattern)].map(([found]) => `${found.trim()}: ${instead}`);

test('imports go down or to core', () => {
  const upward = offences(
    sources.filter(({ path }) => folderOf(path) !== ''),
    ({ path, imports }) => {
      const from = folderOf(path);
      const allowed = ['core', from, ...(below[from] ?? [])];
      return imports
        .filter((to) => !allowed.includes(folderOf(to)))
        .map((to) => `imports ${to}, which is not below it`);
    },
  );
  expect(upward).toEqual([]);
});

test('siblings never import each other', () => {
  const sideways = offences(sources, ({ path, imports }) => {
    const from = folderOf(path);
    const [, , inner] = path.split('/');
    // A folder beside a file of its name holds its parts: sources/binance.ts and sources/binance/.
    const parts = inner?.replace(/\.ts$/, '');
    return siblings.includes(from)
      ? imports.filter((to) => folderOf(to) === from && to.split('/')[2]?.replace(/\.ts$/, '') !== parts)
      : [];
  });
  expect(sideways, 'move what both need to src/core').toEqual([]);
  const logs = offences(sources, ({ path, imports }) => {
    const from = path.match(/^src\/logs\/([^/]+)\//)?.[1];
    return from ? imports.filter((to) => to.startsWith('src/logs/') && !to.startsWith(`src/logs/${from}/`)) : [];
  });
  expect(logs, 'logs of one kind know nothing of another').toEqual([]);
});

test('the runtime knows the contract of a store, and none of the stores', () => {
  const known = offences(sources, ({ path, imports }) =>
    folderOf(path) === 'runtime'
      ? imports.filter((to) => to.startsWith('src/store/') && to !== 'src/store/store.ts')
      : [],
  );
  expect(known).toEqual([]);
});

test('no imports go in a circle', () => {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const circles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    else if (!done.has(path)) for (const to of importsOf.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  const done = new Set<string>();
  for (const { path } of sources) visit(path, []);
  expect(circles).toEqual([]);
});

test('every file is small, and somebody imports it', () => {
  const used = new Set([...sources, ...pipelines].flatMap(({ imports }) => imports));
  const doors = ['src/index.ts', 'src/testing.ts', 'src/cli/load.ts', 'src/dashboard/page/main.ts'];
  expect(sources.map(({ path }) => path).filter((path) => !used.has(path) && !doors.includes(path))).toEqual([]);
  const lines = ({ text }: Source) => text.trimEnd().split('\n');
  expect(offences(sources, (s) => (lines(s).length > 150 ? ['over 150 lines: it is two of something'] : []))).toEqual(
    [],
  );
  expect(offences(pipelines, (s) => (lines(s).length > 40 ? ['over 40 lines: a pipeline only declares'] : []))).toEqual(
    [],
  );
  expect(offences([...sources, ...pipelines], (s) => lines(s).filter((line) => line.length > 120))).toEqual([]);
});

test('time and chance come as arguments', () => {
  const ambient =
    /\bDate\.now\(|\bDate\(\)|\bsetTimeout\(|\bsetInterval\(|\bMath\.random\(|\bperformance\.now\(|\bhrtime\b/g;
  expect(
    offences(
      sources.filter(({ path }) => !clocks.includes(path)),
      (source) => using(source, ambient, 'take a Clock, or a seed'),
    ),
  ).toEqual([]);
  expect(
    offences(
      sources.filter(({ path }) => ![...clocks, ...outside].includes(path)),
      (source) => using(source, /\bgetRandomValues\(|\bAbortSignal\.timeout\(/g, 'take a Clock, or a seed'),
    ),
  ).toEqual([]);
});

test('what computes does nothing else', () => {
  const reached = offences(
    sources.filter(({ path }) => pure.includes(folderOf(path))),
    (source) => [
      ...[...source.text.matchAll(/from '(node:[^']+)'/g)].flatMap(([, name = '']) =>
        name === 'node:crypto' ? [] : [name],
      ),
      ...using(source, /\brandomUUID\b|\bfetch\(|\bprocess\.\w+/g, 'leave it to who calls'),
    ],
  );
  expect(reached).toEqual([]);
});

test('no escape from the type checker, and nothing left for later', () => {
  const anys = /(?:[:<(,]|\bas)\s*any\b/g;
  const escapes = /@ts-ignore|@ts-expect-error|\bTODO\b|\bFIXME\b|\bXXX\b/g;
  expect(
    offences(sources, ({ code, text }) => [
      ...[...code.matchAll(anys)].map(([found]) => found),
      ...[...text.matchAll(escapes)].map(([found]) => found),
    ]),
  ).toEqual([]);
});

test('no state outlives its maker: module-level variables are constant', () => {
  expect(offences(sources, (source) => using(source, /^(?:export )?let .*/gm, 'let it live in a closure'))).toEqual([]);
});

test('names are found by following an import: no default exports but pipelines, and one barrel', () => {
  expect(offences(sources, (source) => using(source, /^export default .*/gm, 'give it a name'))).toEqual([]);
  const barrels = offences(
    sources.filter(({ path }) => path !== 'src/index.ts'),
    (source) => using(source, /^export \* from.*/gm, 'name what you export'),
  );
  expect(barrels).toEqual([]);
  expect(
    offences(sources, (source) => using(source, /\bconsole\.\w+/g, 'log through the context, print to stdout')),
  ).toEqual([]);
});

test('a pipeline opens with what it is for, and uses public names alone', () => {
  const inner = offences(pipelines, ({ imports }) =>
    imports.filter((to) => to !== 'src/index.ts' && !to.startsWith('pipelines/')).map((to) => `imports ${to}`),
  );
  expect(inner).toEqual([]);
  expect(
    offences(pipelines, ({ text }) => (text.startsWith('// ') ? [] : ['say in its first line what one gets'])),
  ).toEqual([]);
});
