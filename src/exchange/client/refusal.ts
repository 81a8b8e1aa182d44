import { PipelineError, WorldError } from '../../core/errors.ts';
import { printable } from '../../core/table.ts';
import { type Duration, type Millis, minutes, seconds } from '../../core/time.ts';
import type { HttpAnswer } from './request.ts';

/** An answer that is none. */
export interface Refusal {
  readonly error: PipelineError;
  /** Whether the same may be asked again: what was refused for its haste always, the rest where it only reads. */
  readonly again: 'always' | 'reads' | 'never';
  /** What the exchange wants of everybody who asks from here. */
  readonly limit?: { readonly kind: 'slow' | 'shut'; readonly span: Duration };
  /** The time that the request was signed with is not the exchange's. */
  readonly late?: true;
}

/** The exchange has understood a request, and will not have it; or it would not, and so was not asked. */
export class Refused extends PipelineError {
  /** The exchange's own, such as -1121; undefined where it was not asked. */
  readonly exchangeCode: number | undefined;
  constructor(message: string, exchangeCode?: number) {
    super('CONFIG', message);
    this.exchangeCode = exchangeCode;
  }
}

/**
 * The exchange may have done what it was asked, or has, and there is no answer to be had: whoever asked once more might
 * have it twice. So it is no WorldError, for which a pipeline is opened again.
 */
export class Unclear extends PipelineError {
  constructor(message: string, options?: ErrorOptions) {
    super('WORLD', `${message}: ask for the order by its id.`, options);
  }
}

/** How long to wait where the exchange does not say. */
const SLOW: Duration = minutes(1);
const BAN: Duration = minutes(2);
const WALL: Duration = minutes(5);

/** Codes of an exchange that cannot answer now, whatever was asked. */
const PASSING = [-1001, -1003, -1004, -1006, -1007, -1008, -1015, -1016, -1034];
const CLOCK = -1021;
const NO_SUCH_SYMBOL = -1121;

const ADVICE: ReadonlyMap<number, string> = new Map([
  [-1120, 'Wanted an interval such as 1m (a minute) or 1M (a month).'],
  [NO_SUCH_SYMBOL, 'Wanted one that `millrace market symbols` lists.'],
  [-1022, 'Check BINANCE_SECRET: it must belong to BINANCE_KEY.'],
  [-2014, 'Check BINANCE_KEY.'],
  [-2015, 'Check BINANCE_KEY and BINANCE_SECRET, what the key may do, and from which addresses.'],
  [CLOCK, "Check this machine's clock."],
]);

/**
 * What an answer other than 200 means, by Binance's rules. `name` says what was asked, and `symbol` of which one, where
 * it was of one.
 */
export function refusalOf(
  name: string,
  { status, text, headers }: HttpAnswer,
  now: Millis,
  symbol?: string | number,
): Refusal {
  const { code, msg } = errorIn(text);
  const said = code === undefined ? `${status} ${printable(text.slice(0, 200))}` : `${status}, ${code}: ${msg}`;
  const got = sentence(`${name}: got ${said.trim()}`);
  const after = retryAfter(headers);
  if (status === 418) {
    const why = `${got} The exchange has shut out this address for too many requests.`;
    return world(why, 'never', { kind: 'shut', span: after ?? bannedFor(msg, now) ?? BAN });
  }
  if (status === 429) return world(`${got} Too much was asked.`, 'always', { kind: 'slow', span: after ?? SLOW });
  if (status === 403) {
    const why = `${got} The exchange's firewall lets no request through.`;
    return world(why, 'never', { kind: 'shut', span: after ?? WALL });
  }
  if (status === 451) {
    const instead = 'Market data may be had all the same with BINANCE_REST=https://data-api.binance.vision.';
    return { error: new PipelineError('CONFIG', `${got} ${instead}`), again: 'never' };
  }
  if (status >= 500 || (code !== undefined && PASSING.includes(code))) {
    return world(got, 'reads');
  }
  if (status >= 400 && code !== undefined) {
    const which = code === NO_SUCH_SYMBOL && symbol !== undefined ? `It does not know ${symbol}.` : undefined;
    const error = new Refused([got, which, ADVICE.get(code)].filter(Boolean).join(' '), code);
    return code === CLOCK ? { error, again: 'always', late: true } : { error, again: 'never' };
  }
  return world(`${got} Wanted an answer of the exchange: look what stands at that address.`, 'never');
}

const world = (message: string, again: Refusal['again'], limit?: Refusal['limit']): Refusal => ({
  error: new WorldError(message),
  again,
  ...(limit && { limit }),
});

export const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

function errorIn(text: string): { readonly code?: number; readonly msg?: string } {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || !('code' in json) || !('msg' in json)) return {};
    const { code, msg } = json;
    return typeof code === 'number' && typeof msg === 'string' ? { code, msg: printable(msg.slice(0, 300)) } : {};
  } catch {
    return {};
  }
}

/** In seconds, as Binance writes it. */
function retryAfter(headers: Headers): Duration | undefined {
  const text = headers.get('retry-after') ?? '';
  return /^\d{1,9}$/.test(text) ? seconds(Number(text)) : undefined;
}

/** "IP banned until 1660090423228." */
function bannedFor(msg: string | undefined, now: Millis): Duration | undefined {
  const [, until] = /until (\d{13})\b/.exec(msg ?? '') ?? [];
  return until === undefined ? undefined : Math.max(0, Number(until) - now);
}
