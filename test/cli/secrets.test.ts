/** Goal: whatever a pipeline does with a secret, nobody reads it afterwards: not on stderr, and not in the store. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encrypt } from '../../src/aws/kms.ts';
import { services } from '../support/aws/services.ts';
import { testClock } from '../support/clock.ts';
import { folderPerTest } from '../support/folder.ts';
import { type Ended, millrace, ROOT, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const TOKEN = 'xoxb-12/34+"abcd';
const { kms, env } = await services({ slack: TOKEN }, { slack: JSON.stringify({ token: TOKEN }) });
kms.key('alias/all-the-keys');
const folder = folderPerTest();

/** A job whose sink reads the secret, and then does something unwise with `token`. */
async function ran(place: string, unwise: string, more: readonly string[] = []): Promise<Ended> {
  await writeLog(folder, [tradeAt(0, 1)]);
  const sink = `{ kind: 'sink' as const, name: 'unwise', open: async (context) => {
    const token = await context.secrets.read(secret('${place}'));
    const told = (how) => how === 'base64' ? Buffer.from('me:' + token).toString('base64') : encodeURIComponent(token);
    return { write: async () => { ${unwise} }, close: async () => {} };
  } }`;
  const body = `const { secret, PipelineError, WorldError } = await import('${join(ROOT, 'src/index.ts')}');
export default pipeline('job').from(file('crypto.ndjson', { end: true })).pipe(parse(trade)).to(${sink});`;
  const args = ['run', await writePipeline(folder, 'job', body), '--store', 'sqlite:./millrace.db', ...more];
  return millrace(args, { cwd: folder, env: { ...env, SLACK_TOKEN: TOKEN, BINANCE_SECRET: 'hmac-secret' } });
}

/** All that is to be read afterwards: what was said, and every byte of the store. */
async function readable({ stdout, stderr }: Ended): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('millrace.db'));
  expect(names.length).toBeGreaterThan(0);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')));
  return [stdout, stderr, ...files].join('\n');
}

const spellings = [
  TOKEN,
  JSON.stringify(TOKEN).slice(1, -1),
  encodeURIComponent(TOKEN),
  Buffer.from(`me:${TOKEN}`).toString('base64').slice(4, -4),
];

async function expectNothingOf(ended: Ended): Promise<void> {
  const all = await readable(ended);
  for (const spelling of spellings) expect(all).not.toContain(spelling);
  expect(all).toContain('[secret]');
}

test('not what it logs, at any level, in fields, texts and errors', async () => {
  const ended = await ran(
    'SLACK_TOKEN',
    `for (const level of ['debug', 'info', 'warn', 'error'])
       context.logger[level]({ token, deep: [{ token }], err: new Error(token), url: told() }, told('base64') + token);`,
    ['--log-level', 'debug'],
  );
  expect(ended.code).toBe(0);
  await expectNothingOf(ended);
  for (const line of ended.stderr.split('\n').filter(Boolean)) expect(() => JSON.parse(line)).not.toThrow();
  const { stdout } = await millrace(['jobs', 'logs', 'job', '--store', 'sqlite:./millrace.db'], { cwd: folder });
  for (const level of ['DEBUG', 'INFO', 'WARN', 'ERROR']) {
    expect(stdout).toMatch(new RegExp(`${level}: .*\\[secret\\].*\\[secret\\] .*"token":"\\[secret\\]"`));
  }
});

test.each([
  ['for the user', 'new PipelineError("CONFIG", "it was\\n refused: " + token + told("base64"))', 1, []],
  ['that are bugs', 'Object.assign(new TypeError("no such: " + token), { token })', 70, []],
  ['that are thrown bare', 'token', 70, []],
  ['of the world, again and again', 'new WorldError("refused: " + told() + token)', 1, ['--timeout', '1']],
])('not the errors %s', async (_, thrown, code, more) => {
  const ended = await ran('SLACK_TOKEN', `throw ${thrown};`, more);
  expect(ended.code).toBe(code);
  expect(told(ended.stderr).join('\n')).toContain('[secret]');
  await expectNothingOf(ended);
});

test('not what a dead letter tells', async () => {
  const ended = await ran('SLACK_TOKEN', 'return [{ index: 0, reason: "refused", detail: told("base64") + token }];');
  await expectNothingOf(ended);
  const { stdout } = await millrace(['dead', join(folder, 'job.ts'), '--store', 'sqlite:./millrace.db', '--json'], {
    cwd: folder,
  });
  expect(stdout).toContain('[secret]');
});

test('wherever it came from: a ciphertext, a parameter, a secret of Secrets Manager', async () => {
  const blob = await encrypt('alias/all-the-keys', Buffer.from(TOKEN), {}, { who: 'It', clock: testClock() });
  const kmsPlace = `kms:${Buffer.from(blob).toString('base64')}`;
  for (const place of [kmsPlace, 'ssm:slack', 'secretsmanager:slack#token']) {
    const ended = await ran(place, 'context.logger.warn({ token }, told() + told("base64"))');
    expect(ended.code).toBe(0);
    await expectNothingOf(ended);
  }
});

test('not those that others read from the environment', async () => {
  const ended = await ran('SLACK_TOKEN', 'context.logger.warn({}, token + process.env.BINANCE_SECRET)');
  expect(ended.stderr).toContain('"msg":"[secret][secret]"');
});

test('a run is refused before anything starts, where what it cannot do without is not given or cannot be read', async () => {
  const body = `const { secret } = await import('${join(ROOT, 'src/index.ts')}');
const telling = (place) => ({ kind: 'messages' as const, name: 'telling', secrets: [secret(place)],
  compose: () => ['hello'], deliver: async () => { process.stdout.write('delivered'); } });
export default pipeline('job').from(file('crypto.ndjson', { end: true })).to(telling(process.env.WHERE));`;
  await writeLog(folder, [tradeAt(0, 1)]);
  const args = ['run', await writePipeline(folder, 'job', body), '--store', 'sqlite:./millrace.db'];
  const run = (where: string) => millrace(args, { cwd: folder, env: { ...env, SLACK_TOKEN: TOKEN, WHERE: where } });
  for (const [where, why] of [
    ['NONE', 'The secret NONE is not given. Set NONE to it, '],
    ['kms:AQICAHAA', 'The secret kms:AQICAHAA: InvalidCiphertextException. '],
  ] as const) {
    const { code, stdout, stderr } = await run(where);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(told(stderr)).toEqual([expect.stringContaining(`millrace: job cannot run with telling: ${why}`)]);
    expect(stderr).not.toContain('"started"');
  }
  expect(await run('SLACK_TOKEN')).toMatchObject({ code: 0, stdout: 'delivered' });
});
