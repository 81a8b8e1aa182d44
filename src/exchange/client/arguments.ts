import { PipelineError } from '../../core/errors.ts';
import { Refused } from './refusal.ts';

/** A symbol that may be asked for: letters of any script, not ASCII alone. @throws Refused */
export function symbolIn(symbol: string): string {
  if (typeof symbol === 'string' && SYMBOL.test(symbol)) return symbol;
  throw new Refused(`The symbol is ${JSON.stringify(symbol)}, wanted one such as "BTCUSDT".`);
}
const SYMBOL = /^[\p{Lu}\p{Lo}\p{Nd}._-]{1,64}$/u;

/** How many rows are wanted, at most `most`. @throws PipelineError CONFIG */
export function rowsWanted(of: string, limit: number | undefined, most: number): number {
  const wanted = limit ?? most;
  if (Number.isSafeInteger(wanted) && wanted > 0 && wanted <= most) return wanted;
  throw new PipelineError('CONFIG', `The limit of ${of} is ${limit}, wanted a whole number from 1 to ${most}.`);
}
