import { of } from 'rxjs';
import { PipelineError, WorldError } from '../core/errors.ts';
import type { LogRecord, Read } from '../core/record.ts';
import type { Reader, RunContext, Source } from '../core/source.ts';
import { seconds } from '../core/time.ts';
import type { Crashes } from './crashes.ts';

/** As an item of the input: the process is killed here, and started again from its last commit. */
export const CRASH = Symbol('crash');
/** As an item of the input: nothing comes for a second, so that what was read is committed. */
export const PAUSE = Symbol('pause');

/** An item of a log is its text, its bytes, or an object that becomes JSON; of another source it is what it yields. */
export type Item = typeof CRASH | typeof PAUSE | string | Uint8Array | object;

export interface Script {
  readonly items: readonly Item[];
  /** Items in one read, at most. */
  readonly batch: number;
  readonly crashes: Crashes;
  /** Called behind the last item of an endless source. */
  readonly over: () => void;
}

/** In the place of `source`: one partition that yields the items of a script. */
export function scripted(source: Source<unknown>, script: Script): Source<unknown> {
  if (!(script.batch >= 1)) throw new PipelineError('CONFIG', `batch is ${script.batch}, wanted 1 or more`);
  return {
    ...source,
    partitions: (context) =>
      of([
        { id: 'items', parents: [], open: async (from) => reader(source, script, context, from ? Number(from) : 0) },
      ]),
  };
}

function reader(
  { kind, bounded }: Source<unknown>,
  { items, batch, crashes, over }: Script,
  { clock }: RunContext,
  from: number,
): Reader<unknown> {
  let at = from;
  const isSign = (item: Item | undefined) => item === CRASH || item === PAUSE;

  async function passSigns(): Promise<void> {
    for (; isSign(items[at]); at++) {
      if (items[at] === PAUSE) await clock.sleep(seconds(1));
      else if (crashes.strikes(at)) throw new WorldError('CRASH');
    }
  }

  return {
    async next(signal): Promise<Read<unknown>> {
      await passSigns();
      const start = at;
      while (at < items.length && at < start + batch && !isSign(items[at])) at++;
      const taken = items.slice(start, at).map((item) => (kind === 'log' ? recordOf(item) : item));
      const read = { items: taken, position: place(at), positionOf: (i: number) => place(start + i + 1) };
      if (at < items.length || taken.length > 0) return read;
      if (bounded) return { ...read, ended: { children: [] } };
      await clock.sleep(seconds(60), signal); // until all is committed, whatever strikes
      signal.throwIfAborted();
      over();
      throw new WorldError('the items are over');
    },
    async close() {},
  };
}

/** Padded, so that positions have the order of the items. */
const place = (i: number): string => String(i).padStart(10, '0');

function recordOf(item: Item): LogRecord {
  if (item instanceof Uint8Array) return { data: item };
  return { data: new TextEncoder().encode(typeof item === 'string' ? item : JSON.stringify(item)) };
}
