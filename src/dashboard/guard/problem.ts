import { STATUS_CODES } from 'node:http';
import { type ErrorCode, PipelineError } from '../../core/errors.ts';
import { Refusal } from './refusal.ts';

/** What is answered for something thrown. */
export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly code?: ErrorCode;
  /** Nobody expected it: it belongs into the log, and its message is for nobody else. */
  readonly bug?: true;
}

/**
 * The status and the words for whatever was thrown. A `Refusal` is as it says; of what the user can act on the code
 * decides; fastify's own refusals keep their status below 500; of everything else no word is told.
 */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Refusal) {
    return { status: thrown.status, detail: thrown.message, headers: thrown.headers };
  }
  if (thrown instanceof PipelineError) {
    const { code, message } = thrown;
    return { status: STATUS[code], detail: message, headers: code === 'WORLD' ? LATER : {}, code };
  }
  const { status, code = '' } = ofFastify(thrown);
  if (status === 503) return { status, detail: 'It has taken too long, or the dashboard is stopping.', headers: LATER };
  if (status !== undefined && status >= 400 && status < 500) {
    return { status, detail: WORDS[code] ?? (thrown instanceof Error ? thrown.message : ''), headers: {} };
  }
  return { status: 500, detail: 'Something is wrong within the dashboard: its log says what.', headers: {}, bug: true };
}

/** As application/problem+json, RFC 9457. `instance` is the path that was asked for. */
export const problemJson = ({ status, detail, code }: Omit<Problem, 'headers'>, instance?: string): string =>
  JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, instance, code });

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** LIMIT is met where too much is asked for at once: who asks for less gets it. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  CONFIG: 400,
  MISSING: 404,
  LOG: 410,
  CHANGED: 409,
  MOVED: 409,
  FENCED: 409,
  LIMIT: 413,
  WORLD: 503,
};
/** In seconds: a store that is away is looked for again about as often. */
const LATER = { 'Retry-After': '5' };

/** In place of what would repeat what was sent. */
const WORDS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'An address is UTF-8, and percent-encoded.',
  FST_ERR_MAX_PARAM_LENGTH: 'A name in an address has 200 characters at most.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'A body of this Content-Type is not taken here.',
};

function ofFastify(thrown: unknown): { readonly status?: number; readonly code?: string } {
  if (!(thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number')) return {};
  return { status: thrown.statusCode, ...('code' in thrown && { code: String(thrown.code) }) };
}
