import type { Result } from '../store/store.ts';
import type { RunRecord, Worked } from './run-record.ts';
import { Unsuccessful } from './unsuccessful.ts';

/**
 * Does the work of a run that has begun, and ends it: with what the work gave, or what it failed of, which is thrown
 * again. `tell` is told first.
 */
export async function recorded(
  record: RunRecord,
  work: () => Promise<Result>,
  tell?: (worked: Worked) => Promise<void>,
): Promise<Result> {
  let result: Result;
  try {
    result = await work();
  } catch (thrown) {
    await record.finish(thrown instanceof Unsuccessful ? thrown.result : 'failed', thrown, tell);
    throw thrown;
  }
  await record.finish(result, undefined, tell);
  return result;
}
