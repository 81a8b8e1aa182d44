import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { millrace, ourPipelines, ROOT, told, writePipeline } from './millrace.ts';

const folder = folderPerTest();
const inFolder = (...args: readonly string[]) => millrace(args, { cwd: folder });

test('check says that what is here is sound', async () => {
  const { code, stdout } = await inFolder('check');
  const sound = ourPipelines().map((name) => `${name}: sound\n`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: sound.join('') });
});

test('check goes on behind a file that throws, and one that is not there', async () => {
  const path = await writePipeline(folder, 'throwing', "throw 'nothing';");
  const { code, stdout } = await inFolder('check', path, './nope.ts', 'produce');
  expect(code).toBe(1);
  expect(stdout).toMatch(/throwing\.ts:\n {2}It throws when it is loaded: nothing\n\.\/nope\.ts:\n.*no pipeline file/);
  expect(stdout).toMatch(/\nproduce: sound\n$/);
});

test('check warns of a schedule that hardly means what it says, and finds it sound', async () => {
  const body =
    "export default pipeline('nightly', { schedule: '* 0 * * *' }).from(log('x', { limit: 1 })).to(print());";
  const { code, stdout } = await inFolder('check', await writePipeline(folder, 'nightly', body));
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /nightly\.ts: sound\n {2}Warning: The schedule "\* 0 \* \* \*" is due each minute of the hour/,
  );
});

test('check finds what says something in Slack sound without its token, and notes that it is wanting here', async () => {
  const body = "export default pipeline('saying').from(log('x')).to(slack('#bots', () => 'hi'));";
  const path = await writePipeline(folder, 'saying', body);
  const { code, stdout, stderr } = await inFolder('check', path);
  expect([code, stdout]).toEqual([0, `${path}: sound\n`]);
  expect(stderr).toContain(`${path}: slack #bots needs the secret SLACK_TOKEN, which is not given here.\n`);
});

test('check says which types do not fit, where a compiler is beside the file', async () => {
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const body =
    "export default pipeline('misspelt').from(log('x')).pipe(parse(trade), map((t) => t.symbl)).to(print());";
  const path = await writePipeline(folder, 'misspelt', body);
  const { code, stdout } = await inFolder('check', path);
  expect(code).toBe(1);
  expect(stdout).toMatch(/misspelt\.ts:\n {2}line 2: Property 'symbl' does not exist on type 'Trade'/);
});

test('check says of each type the one line that names what does not fit', async () => {
  const windowed = (options: string, results: string) =>
    `pipeline('p').from(log('x')).pipe(parse(trade), tumble({ size: minutes(1), key: 'symbol', ${options} }, { ${results} })).to(view('v'));`;
  const body = `export default ${windowed('lateness: seconds(5)', 'n: count()')}
${windowed('', 'n: count()')}
${windowed('lateness: seconds(5)', "q: sum('quantty')")}
pipeline('p').from(log('x')).pipe(parse(trade)).to(counter('n:{nope}'));
pipeline('p').from(log('x')).pipe(parse(trade), map(async (t) => t)).to(print());`;
  const { code, stdout } = await inFolder('check', await writePipeline(folder, 'p', body));
  expect(code).toBe(1);
  expect(stdout.trim().split('\n').slice(1)).toEqual([
    expect.stringMatching(/^ {2}line 3: Property 'lateness' is missing in type/),
    expect.stringMatching(/^ {2}line 4: Property 'quantty' is missing in type 'Trade'/),
    expect.stringMatching(/^ {2}line 5: Property 'nope' is missing in type 'Trade'/),
    expect.stringMatching(
      /^ {2}line 6: Type 'Promise<Trade>' is not assignable to type '"a value, not a promise of one"'/,
    ),
    expect.stringMatching(/^ {2}tumble was given size: 60000, lateness: undefined/),
  ]);
});

test('check says what is wrong in a file that a pipeline imports', async () => {
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'helper.ts'), "export const every: number = 'a minute';\n");
  const body = "import './helper.ts';\nexport default pipeline('p').from(log('x')).pipe(parse(trade)).to(print());";
  const { code, stdout } = await inFolder('check', await writePipeline(folder, 'p', body));
  expect(code).toBe(1);
  expect(stdout).toMatch(/p\.ts: sound\n.*helper\.ts:\n {2}line 1: Type 'string' is not assignable to type 'number'/);
});

const p = (step: string) => `export default pipeline('p').from(log('x')).pipe(parse(trade), ${step}).to(print());`;

test('check judges the types of one file while another cannot be parsed', async () => {
  const wrong = await writePipeline(folder, 'wrong', p('map((t) => t.symbl)'));
  const broken = await writePipeline(folder, 'broken', p('map((t) => t.symbol'));
  const { code, stdout } = await inFolder('check', wrong, broken, 'produce');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /wrong\.ts:\n {2}line 2: Property 'symbl'.*\n.*broken\.ts:\n {2}line 2: .*\n[\s\S]*produce: sound\n$/,
  );
});

test('check says of which file it cannot judge the types, because it imports one that cannot be parsed', async () => {
  await writeFile(join(folder, 'helper.ts'), 'export const every = (1;\n');
  const needing = await writePipeline(folder, 'needing', `import './helper.ts';\n${p('map((t) => t.symbl)')}`);
  const wrong = await writePipeline(folder, 'wrong', p('map((t) => t.symbl)'));
  const { code, stdout } = await inFolder('check', needing, wrong);
  expect(code).toBe(1);
  expect(stdout).toMatch(/needing\.ts:\n {2}types not checked, because this cannot be parsed: helper\.ts\n/);
  expect(stdout).toMatch(/wrong\.ts:\n {2}line 2: Property 'symbl'/);
  expect(stdout).toMatch(/helper\.ts:\n {2}line 1: '\)' expected/);
});

test('check does not call types sound that no compiler could judge', async () => {
  const compiler = join(folder, 'node_modules/typescript/bin');
  await mkdir(compiler, { recursive: true });
  await writeFile(
    join(compiler, 'tsc'),
    "console.log('error TS5023: Unknown compiler option'); process.exitCode = 1;\n",
  );
  const body = "export default pipeline('p').from(log('x')).pipe(parse(trade)).to(print());";
  const { code, stderr } = await inFolder('check', await writePipeline(folder, 'p', body));
  expect(code).toBe(1);
  expect(told(stderr)).toEqual(['millrace: the types were not checked: error TS5023: Unknown compiler option.']);
});

test('check says what cannot be right, and exits with 1', async () => {
  const path = await writePipeline(
    folder,
    'unsound',
    "export default pipeline('unsound').from(log('x')).pipe(parse(trade), total({ key: 'symbol' }, { n: count() })).to(view('v'));",
  );
  const { code, stdout } = await inFolder('check', path);
  expect(code).toBe(1);
  expect(stdout).toMatch(/unsound\.ts:\n {2}total answers when its source is over/);
});

test('check judges the types by the compiler of millrace, where none is beside the file', async () => {
  const body = "export default pipeline('p').from(log('x')).pipe(parse(trade), map((t) => t.symbl)).to(print());";
  const { code, stdout } = await inFolder('check', await writePipeline(folder, 'p', body));
  expect(code).toBe(1);
  expect(stdout).toContain("Property 'symbl' does not exist on type 'Trade'");
});

test('check shows no stack for what the compiler has told', async () => {
  const body = "export default pipeline('p').from(log('x')).pipe(parse(trade), nothing()).to(print());";
  const { code, stdout } = await inFolder('check', await writePipeline(folder, 'p', body));
  expect(code).toBe(1);
  expect(stdout.trim().split('\n').slice(1)).toEqual([
    expect.stringContaining("Cannot find name 'nothing'"),
    '  It throws when it is loaded: nothing is not defined',
  ]);
});

test("check refuses a file in pipelines/ whose name is not its pipeline's, as run does", async () => {
  await mkdir(join(folder, 'pipelines'));
  await writePipeline(
    join(folder, 'pipelines'),
    'other',
    "export default pipeline('p').from(log('x')).pipe(parse(trade)).to(print());",
  );
  const { code, stdout } = await inFolder('check');
  expect(code).toBe(1);
  expect(stdout).toContain('Give the file and the pipeline the same name.');
});
