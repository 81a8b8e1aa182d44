import { PipelineError } from '../../../core/errors.ts';
import { placesOf, toUnits } from '../decimal.ts';
import type { Listing } from '../listing.ts';
import { createRandom } from '../random.ts';
import { Account } from './account.ts';
import type { Credentials } from './signature.ts';

export interface PaperOptions {
  /** Left out: made from the seed of the market, as Binance's look. */
  readonly key?: string | undefined;
  readonly secret?: string | undefined;
  /** What the account holds at first, by asset, in decimals. Default: 10,000 USDT. */
  readonly balances?: Readonly<Record<string, string>> | undefined;
  /** The share of what is received that is taken as commission. Default: 0.001. */
  readonly fee?: string | undefined;
}

const START = { USDT: '10000' };
const FEE = '0.001';
const KEY_LENGTH = 64;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DECIMAL = /^\d{1,15}(\.\d+)?$/;
const PLACES_MAX = 8;

/** Opens an account of play money. Throws CONFIG for amounts that are none, and assets that no pair trades. */
export function openAccount(
  { key, secret, balances = START, fee = FEE }: PaperOptions,
  listings: readonly Listing[],
  seed: number,
): { readonly account: Account; readonly credentials: Credentials } {
  const assets = new Set(listings.flatMap(({ pair }) => [pair.base, pair.quote]));
  const start = new Map([...assets].map((asset) => [asset, 0n]));
  for (const [asset, amount] of Object.entries(balances)) {
    if (!assets.has(asset) && balances !== START) {
      const traded = [...assets].join(', ');
      throw new PipelineError(
        'CONFIG',
        `The account was given ${amount} ${asset}, which no pair trades. Use ${traded}.`,
      );
    }
    start.set(asset, amountIn(amount, asset));
  }
  const share = amountIn(fee, 'the fee');
  if (share >= amountIn('1', 'a fee')) {
    throw new PipelineError('CONFIG', `The account was given a fee of ${fee}, wanted a share below 1 such as ${FEE}.`);
  }
  const random = createRandom(seed);
  const made = { key: lettersBy(random), secret: lettersBy(random) };
  const credentials = { key: key ?? made.key, secret: secret ?? made.secret };
  return { account: new Account({ start, fee: share }), credentials };
}

function amountIn(text: string, what: string): bigint {
  if (DECIMAL.test(text) && placesOf(text) <= PLACES_MAX) return toUnits(trimmed(text));
  const wanted = `wanted a decimal of at most ${PLACES_MAX} places such as 0.5`;
  throw new PipelineError('CONFIG', `The account was given "${text}" for ${what}, ${wanted}.`);
}

/** Without zeros beyond what is held. */
const trimmed = (text: string): string => text.replace(/(\.\d{8})0+$/, '$1');

const lettersBy = (random: () => number): string =>
  Array.from({ length: KEY_LENGTH }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
