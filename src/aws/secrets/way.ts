import { PipelineError } from '../../core/errors.ts';
import type { Asking } from '../ask.ts';

/** In bytes, of every secret: what Secrets Manager holds. */
export const SECRET_MAX = 64 << 10;

/** Fetches a secret by what stands behind `kms:`, say. A PipelineError CONFIG, or a WorldError. */
export type Way = (place: string, asking: Asking) => Promise<string>;

/** Bytes as a secret. */
export function textOf(data: Uint8Array, asking: Asking): string {
  try {
    return trimmed(new TextDecoder('utf-8', { fatal: true }).decode(data), asking);
  } catch (thrown) {
    if (thrown instanceof PipelineError) throw thrown;
    throw new PipelineError('CONFIG', `${asking.who} is no text: its ${data.length} bytes are not UTF-8.`);
  }
}

/** Without the line end that an editor or `echo` has put behind it. */
export function trimmed(text: string, { who }: Asking): string {
  const secret = text.replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new PipelineError('CONFIG', `${who} is empty.`);
}
