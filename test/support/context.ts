import { never } from '../../src/core/never.ts';
import { noSecrets } from '../../src/core/secret.ts';
import type { TaskContext } from '../../src/core/sink.ts';
import type { Logger } from '../../src/core/source.ts';
import { testClock } from './clock.ts';

export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: object;
  readonly message: string;
}

/** What a source or a sink is given, with nothing behind it: nobody stops, and what is logged is kept in `lines`. */
export function testContext(change: Partial<TaskContext> = {}): TaskContext & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return {
    lines,
    clock: testClock(),
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    logUrl: 'file:./data',
    signal: never,
    prices: () => Promise.reject(new Error('there are no prices here')),
    scheduled: 0,
    keys: () => Promise.reject(new Error('there are no keys here')),
    secrets: noSecrets,
    keepPicture: () => {},
    finalRows: () => Promise.reject(new Error('there are no rows here')),
    snapshot: () => Promise.reject(new Error('there are no rows here')),
    changes: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('nothing changes here')) }),
    }),
    openRow: () => {
      throw new Error('there are no rows here');
    },
    pipeline: 'test',
    partition: 'test',
    ...change,
  };
}
