import { createHash } from 'node:crypto';
import { PipelineError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';
import { shortened } from '../core/shortened.ts';

/** What is sent. */
export interface Mail {
  /** The same one each time that it is sent: a receiver that knows it can tell a repetition. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly pictures: readonly Picture[];
}

/** In UTF-16 code units, of a subject and of a text, which has room for all that is kept of a log; the rest is cut. */
const SUBJECT_MAX = 200;
const TEXT_MAX = 512 << 10;
/** People that one mail goes to: Amazon's SES takes no more. */
const TO_MAX = 50;

/** On one line, however it was told. */
export const subjectOf = (text: string): string => shortened(text.replace(/\s+/g, ' ').trim(), SUBJECT_MAX);

export const textOf = (text: string): string => (text.length > TEXT_MAX ? `${shortened(text, TEXT_MAX)}\n` : text);

/** One way to write many ids in headers, which have no room for what may stand in one. */
export const digestOf = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 32);

/** Those who get a mail: `ops@example.com`, or `Ops <ops@example.com>`. @throws PipelineError CONFIG */
export function receivers(to: string | readonly string[]): readonly string[] {
  const all = typeof to === 'string' ? [to] : [...to];
  const wrong = all.find((one) => !isAddress(one));
  const got = wrong ?? (all.length === 0 ? 'nobody' : all.length > TO_MAX ? `${all.length} addresses` : undefined);
  if (got === undefined) return all;
  throw new PipelineError(
    'CONFIG',
    `A mail would go to ${got}. Wanted: an address such as ops@example.com or Ops <ops@example.com>, or up to ` +
      `${TO_MAX} of them in an array.`,
  );
}

/** Who it is from. @throws PipelineError CONFIG */
export function sender(from: string | undefined): string {
  if (from !== undefined && isAddress(from)) return from;
  throw new PipelineError(
    'CONFIG',
    `Mail would be sent from ${from || 'nobody'}. Wanted: MAIL_FROM=jobs@example.com, or another address that the ` +
      'server lets these credentials send from.',
  );
}

/** Without what a header gives a meaning of its own: groups, lists, comments, quotes, and what nobody sees. */
const ADDRESS = /^[^\s\p{C}@<>,;:"()\\]+@[^\s\p{C}@<>,;:"()\\]+$/u;
const NAMED = /^[^\p{C}\p{Zl}\p{Zp}<>,;:"()\\@]*<([^<>]+)>$/u;
const isAddress = (text: string): boolean => ADDRESS.test(NAMED.exec(text)?.[1] ?? text);
