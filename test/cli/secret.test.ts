/** Goal: a secret goes into a ciphertext and out of it again from a shell, and what is wrong is one line. */
import { expect, test } from 'vitest';
import { services } from '../support/aws/services.ts';
import { folderPerTest } from '../support/folder.ts';
import { type Ended, Millrace } from './millrace.ts';

const { kms, env } = await services();
kms.key('alias/all-the-keys');
const folder = folderPerTest();

/** With this on its stdin. */
async function piped(input: string, ...args: readonly string[]): Promise<Ended> {
  const running = new Millrace(['secret', ...args], { cwd: folder, env });
  running.child.stdin?.end(input);
  return running.ended;
}
const encrypted = (input: string, ...more: readonly string[]) =>
  piped(input, 'encrypt', '--key', 'alias/all-the-keys', ...more);

test('what is encrypted is one line of base64, and decrypts to what it was', async () => {
  const { code, stdout, stderr } = await encrypted('xoxb-1234\n');
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'the line end behind it is left out\n' });
  expect(stdout).toMatch(/^AQICA[A-Za-z0-9+/]+=*\n$/);
  const ways = [piped(stdout, 'decrypt'), piped('', 'decrypt', `kms:${stdout.trim()}`)];
  const decrypted = { code: 0, stdout: 'xoxb-1234\n', stderr: '' };
  expect(await Promise.all(ways)).toEqual([decrypted, decrypted]);
});

test('an encryption context must be given again', async () => {
  const { stdout, stderr } = await encrypted('xoxb-1234', '--context', 'project=millrace', '--context', 'a=b=c');
  expect(stderr).toBe('');
  const again = (...context: readonly string[]) => piped(stdout, 'decrypt', ...context);
  expect(await again('--context', 'a=b=c', '--context', 'project=millrace')).toMatchObject({ stdout: 'xoxb-1234\n' });
  expect(await piped(`${stdout.trim()}?a=b=c&project=millrace`, 'decrypt')).toMatchObject({ stdout: 'xoxb-1234\n' });
  const { code, stdout: nothing, stderr: why } = await again('--context', 'project=millrace');
  expect({ code, nothing }).toEqual({ code: 1, nothing: '' });
  expect(why).toMatch(/^millrace: The ciphertext: InvalidCiphertextException\. Wanted: .*\n$/);
});

test('what KMS does not take is not sent to it, and what it refuses is told in a line', async () => {
  const [long, empty, wrong, bare, none] = await Promise.all([
    encrypted('x'.repeat(4_097)),
    encrypted(''),
    piped('', 'decrypt', 'nobase64!'),
    encrypted('a', '--context', 'a'),
    piped('a', 'encrypt', '--key', 'alias/none'),
  ]);
  expect(long).toMatchObject({
    code: 1,
    stderr:
      'millrace: The secret on stdin has 4097 bytes, and KMS encrypts 4096 at most: keep it in Secrets Manager.\n',
  });
  expect(empty.stderr).toBe('millrace: Nothing came on stdin. Wanted: the secret.\n');
  expect(wrong.stderr).toMatch(/^millrace: The ciphertext is no ciphertext\. Wanted: base64.*\n$/);
  expect(bare.stderr).toBe('millrace: --context is a. Wanted: NAME=VALUE.\n');
  expect(none.stderr).toMatch(
    /^millrace: The secret on stdin: NotFoundException: Alias alias\/none is not found\. .*\n$/,
  );
  expect(kms.asked.filter((one) => one === 'Encrypt')).toHaveLength(3); // two of them in the tests above
});
