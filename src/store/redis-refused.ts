import { PipelineError } from '../core/errors.ts';
import { noNumber, sumTooLarge, tooManyCounters } from './keys.ts';

/** Why a script has refused a key of other readers, of which `told` is what stands there or would. */
export function refusedKey(why: string, key: string, told: string): PipelineError {
  if (why === 'many') return tooManyCounters(told);
  if (why === 'number') return noNumber(key, told);
  if (why === 'large') return sumTooLarge(key, told);
  return new PipelineError(
    'CONFIG',
    `The key "${key}" holds a ${told} of another program, where a text would be written: nothing was. Write to ` +
      'another key, or remove that one.',
  );
}
