import { messageOf, WorldError } from '../core/errors.ts';
import { shortened } from '../core/shortened.ts';
import { type Duration, seconds } from '../core/time.ts';
import type { Asking } from './asking.ts';
import { Unheard } from './refusal.ts';

/** A file on its way into a channel. */
export interface File {
  /** With the mark in it. */
  readonly name: string;
  readonly title: string;
  readonly data: Uint8Array;
  /** What a picture shows, for those who do not see it. */
  readonly alt?: string | undefined;
}

/** In UTF-16 code units, of what a picture shows: Slack refuses what has more than a thousand. */
const ALT_MAX = 999;
/** How long the bytes may take. */
const WITHIN: Duration = seconds(60);

/** Brings the bytes of a file to Slack, and gives the file's id; nobody sees it yet, so it may be done twice. */
export async function upload(asking: Asking, { name, data, alt }: File): Promise<string> {
  const what = `uploading ${name}`;
  const args = { filename: name, length: data.byteLength, alt_txt: alt && shortened(alt, ALT_MAX) };
  const { upload_url: url, file_id: id } = await asking.call({ method: 'files.getUploadURLExternal', args, what });
  if (typeof url !== 'string' || typeof id !== 'string') throw new Unheard(`${what}: Slack names no address for it.`);
  await post(url, name, data, what);
  return id;
}

/** The address is a secret of its own, so the token is not sent along. */
async function post(url: string, name: string, data: Uint8Array, what: string): Promise<void> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(data)]), name);
  let status: number;
  try {
    const options = { method: 'POST', body: form, signal: AbortSignal.timeout(WITHIN), redirect: 'error' } as const;
    const response = await fetch(url, options);
    await response.arrayBuffer();
    status = response.status;
  } catch (thrown) {
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? `: ${thrown.cause.message}` : '';
    throw new WorldError(`${what}: ${messageOf(thrown)}${cause}`, { cause: thrown });
  }
  if (status !== 200) throw new WorldError(`${what}: Slack answers with status ${status}.`);
}
