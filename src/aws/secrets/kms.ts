import { PipelineError } from '../../core/errors.ts';
import { decrypt, type EncryptionContext } from '../kms.ts';
import { textOf, type Way } from './way.ts';

/** `kms:CIPHERTEXT`, in base64, and `kms:CIPHERTEXT?project=millrace` where it has an encryption context. */
export const fromKms: Way = async (place, asking) => {
  const { ciphertext, context } = ciphertextIn(place, asking.who);
  return textOf(await decrypt(ciphertext, context, asking), asking);
};

/** Blanks and line ends in it, as `base64` writes them, are none of it. */
export function ciphertextIn(
  place: string,
  who: string,
): { readonly ciphertext: Uint8Array; readonly context: EncryptionContext } {
  const [, base64 = '', query = ''] = /^([^?]*)(?:\?(.*))?$/s.exec(place.replace(/\s/g, '')) ?? [];
  const ciphertext = Buffer.from(base64, 'base64');
  if (ciphertext.length > 0 && isBase64(base64)) {
    return { ciphertext, context: Object.fromEntries(new URLSearchParams(query)) };
  }
  throw new PipelineError(
    'CONFIG',
    `${who} is no ciphertext. Wanted: base64, as "millrace secret encrypt" prints it, and behind a question mark its ` +
      'encryption context, if it has one, as in kms:AQICA…?project=millrace.',
  );
}

const isBase64 = (text: string): boolean => /^[A-Za-z\d+/]+={0,2}$/.test(text) && text.length % 4 === 0;
