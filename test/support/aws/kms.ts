import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { type AwsService, awsService, Refusal } from './service.ts';

interface Key {
  readonly arn: string;
  readonly material: Buffer;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

export interface FakeKms extends AwsService {
  /** Makes a key, under an alias such as `alias/all-the-keys`, and gives its ARN. */
  key(alias: string): string;
  set(alias: string, state: Key['state']): void;
}

type Context = Readonly<Record<string, string>>;
interface Encrypting {
  readonly KeyId: string;
  readonly Plaintext: string;
  readonly EncryptionContext?: Context;
}
interface Decrypting {
  readonly CiphertextBlob: string;
  readonly EncryptionContext?: Context;
}

const NONCE = 12;
const TAG = 16;

/**
 * KMS, as far as Encrypt and Decrypt go: a real AES-256-GCM, the key's id within the ciphertext, the encryption context
 * authenticated in whatever order it is given.
 */
export async function fakeKms(): Promise<FakeKms> {
  const keys = new Map<string, Key>();
  const aliases = new Map<string, string>();

  function usable(key: Key): Key {
    if (key.state === 'Disabled') throw new Refusal('DisabledException', `${key.arn} is disabled.`);
    if (key.state === 'Enabled') return key;
    throw new Refusal('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }

  function named(id: string): Key {
    const key = keys.get(aliases.get(id) ?? id.replace(/^.*:key\//, ''));
    if (key) return usable(key);
    if (id.startsWith('alias/')) throw new Refusal('NotFoundException', `Alias ${id} is not found.`);
    throw new Refusal('NotFoundException', `Invalid keyId ${id}`);
  }

  const service = await awsService('TrentService', {
    Encrypt({ KeyId, Plaintext, EncryptionContext }: Encrypting) {
      const plain = Buffer.from(Plaintext, 'base64');
      if (plain.length === 0 || plain.length > 4_096) throw new Refusal('ValidationException', 'plaintext');
      const key = named(KeyId);
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key.material, nonce).setAAD(sorted(EncryptionContext));
      const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
      const blob = Buffer.concat([HEAD, idOf(key.arn), nonce, cipher.getAuthTag(), sealed]);
      return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    },
    Decrypt({ CiphertextBlob, EncryptionContext }: Decrypting) {
      const blob = Buffer.from(CiphertextBlob, 'base64');
      const at = (from: number, length?: number) => blob.subarray(from, length && from + length);
      const id = String(at(HEAD.length, ID));
      if (!at(0, HEAD.length).equals(HEAD) || blob.length < HEAD.length + ID + NONCE + TAG) {
        throw new Refusal('InvalidCiphertextException');
      }
      const key = keys.get(id);
      if (!key) throw new Refusal('AccessDeniedException', NOT_HERE);
      usable(key);
      const nonce = at(HEAD.length + ID, NONCE);
      const decipher = createDecipheriv('aes-256-gcm', key.material, nonce)
        .setAAD(sorted(EncryptionContext))
        .setAuthTag(at(HEAD.length + ID + NONCE, TAG));
      try {
        const plain = Buffer.concat([decipher.update(at(HEAD.length + ID + NONCE + TAG)), decipher.final()]);
        return { Plaintext: plain.toString('base64'), KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
      } catch {
        throw new Refusal('InvalidCiphertextException');
      }
    },
  });

  return {
    ...service,
    key(alias) {
      const id = randomUUID();
      const arn = `arn:aws:kms:eu-west-1:111122223333:key/${id}`;
      keys.set(id, { arn, material: randomBytes(32), state: 'Enabled' });
      aliases.set(alias, id);
      return arn;
    },
    set(alias, state) {
      named(alias).state = state;
    },
  };
}

const NOT_HERE =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not ' +
  'allowed to access.';

/** Begins as those of KMS do: `AQICA` in base64. */
const HEAD = Buffer.from('AQICAHAA', 'base64');
const ID = 36;
const idOf = (arn: string): Buffer => Buffer.from(arn.slice(-ID));

const sorted = (context: Context = {}): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));
