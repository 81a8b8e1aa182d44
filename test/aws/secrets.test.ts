/** Goal: a secret comes from wherever it is, once; and what cannot be one is told, with what to do, and never shown. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { decrypt, type EncryptionContext, encrypt } from '../../src/aws/kms.ts';
import { secretsIn } from '../../src/aws/secrets.ts';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import { secret } from '../../src/core/secret.ts';
import { Refusal } from '../support/aws/service.ts';
import { services } from '../support/aws/services.ts';
import { testClock } from '../support/clock.ts';
import { folderPerTest } from '../support/folder.ts';

const TOKEN = 'xoxb-1234-abcd';
const VERSIONED = 'arn:aws:ssm:eu-central-1:111122223333:parameter/slack';
const { kms, ssm, manager } = await services(
  { '/millrace/slack': TOKEN, [VERSIONED]: TOKEN, empty: '\n' },
  { slack: TOKEN, bytes: Buffer.from(TOKEN), json: `{"user":"me","token":"${TOKEN}","port":587,"list":[]}` },
);
kms.key('alias/all-the-keys');
const folder = folderPerTest();
const asking = { who: 'It', clock: testClock() };

const secretsOf = (env: Readonly<Record<string, string>> = {}) => secretsIn({ env, clock: testClock() });
const readOf = (named: string, env: Readonly<Record<string, string>> = {}) => secretsOf(env).read(secret(named));
const failed = (reading: Promise<unknown>): Promise<PipelineError> =>
  reading.then(
    (value) => expect.unreachable(`it was read: ${value}`),
    (thrown) => {
      expect(thrown).toBeInstanceOf(PipelineError);
      return thrown;
    },
  );

async function ciphertextOf(plain: string, context: EncryptionContext = {}): Promise<string> {
  const blob = await encrypt('alias/all-the-keys', Buffer.from(plain), context, asking);
  return Buffer.from(blob).toString('base64');
}

describe('a secret comes', () => {
  test.each([
    ['ssm:/millrace/slack'],
    [`ssm:${VERSIONED}`],
    ['secretsmanager:slack'],
    ['secretsmanager:bytes'],
    ['secretsmanager:json#token'],
  ])('from %s', async (place) => {
    expect(await readOf(place)).toBe(TOKEN);
    expect(await readOf('SLACK_TOKEN', { SLACK_TOKEN: place })).toBe(TOKEN);
  });

  test('from the environment as it is', async () => {
    expect(await readOf('SLACK_TOKEN', { SLACK_TOKEN: TOKEN })).toBe(TOKEN);
    expect(await readOf('SMTP_URL', { SMTP_URL: 'smtp://me:pw@mail:587' })).toBe('smtp://me:pw@mail:587');
  });

  test('from a file, whoever names it, without the line end behind it', async () => {
    const path = join(folder, 'slack');
    await writeFile(path, `${TOKEN}\n`);
    expect(await readOf(`file:${path}`)).toBe(TOKEN);
    expect(await readOf('SLACK_TOKEN', { SLACK_TOKEN: `file:${path}` })).toBe(TOKEN);
    expect(await readOf('SLACK_TOKEN', { SLACK_TOKEN_FILE: path, SLACK_TOKEN: '' })).toBe(TOKEN);
  });

  test('from a ciphertext of KMS, with the encryption context that it was given, in any order', async () => {
    expect(await readOf(`kms:${await ciphertextOf(TOKEN)}`)).toBe(TOKEN);
    const bound = await ciphertextOf(TOKEN, { project: 'millrace', stage: 'a b' });
    expect(await readOf(`kms:${bound}?stage=a%20b&project=millrace`)).toBe(TOKEN);
    expect(await readOf('SLACK_TOKEN', { SLACK_TOKEN: `kms:${bound}?project=millrace&stage=a+b\n` })).toBe(TOKEN);
    for (const context of ['', '?project=millrace', '?project=millrace&stage=b']) {
      const { message, code } = await failed(readOf(`kms:${bound}${context}`));
      expect(code).toBe('CONFIG');
      expect(message).toMatch(/: InvalidCiphertextException\. Wanted: .* with the encryption context of then\.$/);
    }
  });

  test('from a field that is a number, as its digits', async () => {
    expect(await readOf('secretsmanager:json#port')).toBe('587');
  });
});

describe('once', () => {
  test('is asked for, however many want to know; and again when somebody wants it fresh', async () => {
    const secrets = secretsOf({ SLACK_TOKEN: `kms:${await ciphertextOf(TOKEN)}` });
    const before = kms.asked.length;
    const reads = Array.from({ length: 5 }, () => secrets.read(secret('SLACK_TOKEN')));
    expect(new Set(await Promise.all(reads))).toEqual(new Set([TOKEN]));
    await secrets.read(secret('SLACK_TOKEN'));
    expect(kms.asked.slice(before)).toEqual(['Decrypt']);
    await secrets.read(secret('SLACK_TOKEN'), { fresh: true });
    expect(kms.asked.slice(before)).toEqual(['Decrypt', 'Decrypt']);
  });

  test('what has changed meanwhile is known once it is read afresh, and the old one is still no text to be shown', async () => {
    const path = join(folder, 'token');
    await writeFile(path, 'first-token');
    const secrets = secretsOf();
    const one = secret(`file:${path}`);
    await secrets.read(one);
    await writeFile(path, 'second-token');
    expect(await secrets.read(one)).toBe('first-token');
    expect(await secrets.read(one, { fresh: true })).toBe('second-token');
    expect(await secrets.read(one)).toBe('second-token');
    expect(secrets.redact('first-token, then second-token')).toBe('[secret], then [secret]');
  });

  test('a failure is not kept, and takes nothing that was', async () => {
    const path = join(folder, 'token');
    const secrets = secretsOf();
    const one = secret(`file:${path}`);
    await failed(secrets.read(one));
    await writeFile(path, TOKEN);
    expect(await secrets.read(one)).toBe(TOKEN);
    await writeFile(path, '');
    await failed(secrets.read(one, { fresh: true }));
    expect(await secrets.read(one)).toBe(TOKEN);
  });
});

describe('is given', () => {
  test.each([
    ['SLACK_TOKEN', { SLACK_TOKEN: TOKEN }, true],
    ['SLACK_TOKEN', { SLACK_TOKEN_FILE: '/run/secrets/slack' }, true],
    ['SLACK_TOKEN', { SLACK_TOKEN: '' }, false],
    ['SLACK_TOKEN', {}, false],
    ['kms:AQICA', {}, true],
  ] as const)('%s of %o: %s', (named, env, given) => {
    expect(secretsOf(env).has(secret(named))).toBe(given);
  });
});

describe('what cannot be one is told:', () => {
  test.each([
    [
      'not given',
      'SLACK_TOKEN',
      {},
      /^The secret SLACK_TOKEN is not given\. Set SLACK_TOKEN to it, .*SLACK_TOKEN_FILE/,
    ],
    ['given twice', 'A', { A: 'a', A_FILE: 'b' }, /^Both A and A_FILE are set/],
    ['no file', 'A', { A: 'file:/none/such' }, /^The secret A cannot be read from its file: ENOENT.*Wanted: the path/],
    ['a folder', 'file:/tmp', {}, /EISDIR/],
    ['no base64', 'kms:AQI*', {}, /^The secret kms:AQI\* is no ciphertext\. Wanted: base64/],
    ['cut off', 'kms:AQICA', {}, /is no ciphertext/],
    ['no ciphertext', 'kms:', {}, /is no ciphertext/],
    ['no parameter', 'ssm:none', {}, /^The secret ssm:none: ParameterNotFound\. Wanted: the name or the ARN/],
    ['an empty name', 'ssm:', {}, /ValidationException: .*Wanted: the name or the ARN/],
    ['an empty parameter', 'ssm:empty', {}, /^The secret ssm:empty is empty\.$/],
    ['no such secret', 'secretsmanager:none', {}, /ResourceNotFoundException: .*Wanted: the name or the ARN/],
    ['no such field', 'secretsmanager:json#none', {}, /has no field none, .*: it has: user, token, port, list\.$/],
    ['a field that is a list', 'secretsmanager:json#list', {}, /has no field list, of text or a number/],
    ['no JSON', 'secretsmanager:slack#token', {}, /has no field token, .*: it is no JSON object\.$/],
    ['a ciphertext alone', `AQICA${'x'.repeat(80)}`, {}, /was given a ciphertext of KMS without kms: in front of it/],
    ['somewhere else', 'vault:slack', {}, /was given 11 characters\. Wanted: the name of an environment variable/],
  ])('%s', async (_what, named, env, message) => {
    const error = await failed(readOf(named, env as Readonly<Record<string, string>>));
    expect(error.code).toBe('CONFIG');
    expect(error.message).toMatch(message);
  });

  test.each([TOKEN, `SECRET${'A1'.repeat(40)}`])('the secret itself, %s, which is not shown', async (token) => {
    const { message } = await failed(readOf(token));
    expect(message).toMatch(/It never is the secret itself/);
    expect(message).not.toContain(token);
  });

  test('bytes, and what is too long', async () => {
    const path = join(folder, 'bytes');
    await writeFile(path, Buffer.from([0xff, 0xfe]));
    expect((await failed(readOf(`file:${path}`))).message).toMatch(/is no text: its 2 bytes are not UTF-8/);
    await writeFile(path, 'x'.repeat(65_537));
    expect((await failed(readOf(`file:${path}`))).message).toMatch(/has more than 65536 bytes/);
    const { message } = await failed(readOf(`kms:${Buffer.alloc(6_145).toString('base64')}`));
    expect(message).toMatch(/^The secret kms:A{16}… is a ciphertext of 6145 bytes, and KMS gives none above 6144\.$/);
  });
});

describe('KMS', () => {
  test('takes 4096 bytes, gives them back, and is not asked for more', async () => {
    const plain = Buffer.alloc(4_096, 'é');
    const blob = await encrypt('alias/all-the-keys', plain, {}, asking);
    expect(Buffer.from(await decrypt(blob, {}, asking))).toEqual(plain);
    const before = kms.asked.length;
    const error = await failed(encrypt('alias/all-the-keys', Buffer.alloc(4_097), {}, asking));
    expect(error).toMatchObject({ code: 'LIMIT', message: expect.stringMatching(/4097 bytes, and KMS encrypts 4096/) });
    expect(kms.asked).toHaveLength(before);
  });

  test('goes by an ARN, into its region', async () => {
    const blob = await encrypt(kms.key('alias/other'), Buffer.from(TOKEN), {}, asking);
    expect(String(Buffer.from(await decrypt(blob, {}, asking)))).toBe(TOKEN);
  });

  test.each([
    [
      'alias/none',
      /NotFoundException: Alias alias\/none is not found\. Wanted: the id or the ARN of a key, or its alias/,
    ],
    ['all-the-keys', /NotFoundException: Invalid keyId all-the-keys\. Wanted: .* as in alias\/all-the-keys/],
  ])('has no key %s', async (key, message) => {
    expect((await failed(encrypt(key, Buffer.from('a'), {}, asking))).message).toMatch(message);
  });

  test('tells a ciphertext that was changed, and a key that is not usable, from one that is away', async () => {
    kms.key('alias/broken');
    const blob = Buffer.from(await encrypt('alias/broken', Buffer.from(TOKEN), {}, asking));
    blob[blob.length - 1] = (blob.at(-1) ?? 0) ^ 1;
    const changed = blob.toString('base64');
    expect((await failed(readOf(`kms:${changed}`))).message).toMatch(
      /InvalidCiphertextException\. Wanted: what KMS has/,
    );
    const foreign = Buffer.from(blob).fill('0', 6, 42).toString('base64');
    expect((await failed(readOf(`kms:${foreign}`))).message).toMatch(/AccessDeniedException: .*Allow it in IAM and by/);
    kms.set('alias/broken', 'Disabled');
    expect((await failed(readOf(`kms:${changed}`))).message).toMatch(/DisabledException: .* is disabled\. Enable it/);
  });
});

describe('the world', () => {
  const all = [
    ['ssm', ssm, () => 'ssm:/millrace/slack'],
    ['Secrets Manager', manager, () => 'secretsmanager:slack'],
    ['KMS', kms, async () => `kms:${await ciphertextOf(TOKEN)}`],
  ] as const;

  test.each(all)('%s is asked again when it throttles, is broken or cuts the connection', async (_, service, place) => {
    const where = await place();
    service.faults.push('throttled', 'broken', 'cut');
    const before = service.asked.length;
    expect(await readOf(where)).toBe(TOKEN);
    expect(service.asked.slice(before)).toHaveLength(4);
    expect(service.faults).toEqual([]);
  });

  test.each(all)('%s that throttles for good is a WorldError', async (_, service, place) => {
    const where = await place();
    service.faults.push('throttled', 'throttled', 'throttled', 'throttled');
    const error = await failed(readOf(where));
    expect(error).toBeInstanceOf(WorldError);
    expect(error.message).toMatch(/^The secret .*: ThrottlingException: Rate exceeded$/);
    expect(service.faults).toEqual([]);
  });

  test.each([
    [
      'AccessDeniedException',
      'User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt',
      /Allow it in IAM and by/,
    ],
    ['ExpiredTokenException', 'The security token included in the request is expired', /Get new credentials/],
    ['UnrecognizedClientException', 'The security token included in the request is invalid', /Use credentials of an/],
  ])('KMS is not asked again after %s', async (type, said, todo) => {
    const where = `kms:${await ciphertextOf(TOKEN)}`;
    const before = kms.asked.length;
    kms.faults.push(new Refusal(type, said));
    const error = await failed(readOf(where));
    expect(error).not.toBeInstanceOf(WorldError);
    expect(error.message).toMatch(todo);
    expect(error.message).toContain(said);
    expect(kms.asked.slice(before)).toHaveLength(1);
  });

  test('where nobody says who asks, or in which region, that is told', async () => {
    const where = `kms:${await ciphertextOf(TOKEN)}`;
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', folder);
    const none = await failed(readOf(where));
    expect(none.message).toMatch(/CredentialsProviderError: .*Set AWS_PROFILE, or AWS_ACCESS_KEY_ID/);
    expect(none).not.toBeInstanceOf(WorldError);
    vi.stubEnv('AWS_REGION', undefined);
    expect((await failed(readOf(where))).message).toMatch(/Region is missing\. Set AWS_REGION/);
  });
});
