import type { KMSClient } from '@aws-sdk/client-kms';
import { PipelineError } from '../core/errors.ts';
import { ANSWER, type Asking, asked, regionIn } from './ask.ts';
import { clientOptions } from './client.ts';

/** What was said when it was encrypted, and must be said again: not secret, and no part of the ciphertext. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** In bytes: what KMS encrypts, and what it decrypts, at most. */
export const PLAIN_MAX = 4_096;
const CIPHER_MAX = 6_144;

const KEY = 'Enable it, or take another key.';
const needsHelp: Readonly<Record<string, string>> = {
  AccessDeniedException:
    'Allow it in IAM and by the policy of the key, in the region of the key, or use other credentials.',
  InvalidCiphertextException:
    'Wanted: what KMS has given, whole and unchanged, in the region of its key, with the encryption context of then.',
  IncorrectKeyException: 'It was encrypted by another key.',
  NotFoundException: 'Wanted: the id or the ARN of a key, or its alias as in alias/all-the-keys, in its region.',
  DisabledException: KEY,
  KMSInvalidStateException: KEY,
  InvalidKeyUsageException: 'Wanted: a symmetric key that encrypts and decrypts.',
  InvalidGrantTokenException: 'Use other credentials.',
  ValidationException: 'Wanted: the id or the ARN of a key, or its alias as in alias/all-the-keys.',
};

type Sdk = typeof import('@aws-sdk/client-kms');

/** A PipelineError LIMIT, before anybody is asked, for more than KMS takes. */
export async function encrypt(
  key: string,
  plain: Uint8Array,
  context: EncryptionContext,
  asking: Asking,
): Promise<Uint8Array> {
  if (plain.length > PLAIN_MAX) {
    throw new PipelineError(
      'LIMIT',
      `${asking.who} has ${plain.length} bytes, and KMS encrypts ${PLAIN_MAX} at most: keep it in Secrets Manager.`,
    );
  }
  const given = { KeyId: key, Plaintext: plain, EncryptionContext: context };
  const answer = await ask(regionIn(key), asking, (client, sdk) => client.send(new sdk.EncryptCommand(given)));
  return there(answer.CiphertextBlob);
}

/** The ciphertext names its key. */
export async function decrypt(ciphertext: Uint8Array, context: EncryptionContext, asking: Asking): Promise<Uint8Array> {
  if (ciphertext.length > CIPHER_MAX) {
    throw new PipelineError(
      'CONFIG',
      `${asking.who} is a ciphertext of ${ciphertext.length} bytes, and KMS gives none above ${CIPHER_MAX}.`,
    );
  }
  const given = { CiphertextBlob: ciphertext, EncryptionContext: context };
  const answer = await ask(undefined, asking, (client, sdk) => client.send(new sdk.DecryptCommand(given)));
  return there(answer.Plaintext);
}

async function ask<T>(region: string | undefined, asking: Asking, send: (client: KMSClient, sdk: Sdk) => Promise<T>) {
  const [sdk, options] = await Promise.all([import('@aws-sdk/client-kms'), clientOptions({ region }, ANSWER)]);
  return asked(new sdk.KMSClient(options), (client) => send(client, sdk), asking, needsHelp);
}

function there(data: Uint8Array | undefined): Uint8Array {
  if (data) return data;
  throw new Error('KMS has answered without what it was asked for');
}
