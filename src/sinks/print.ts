import { WorldError } from '../core/errors.ts';
import { isRecord } from '../core/record.ts';
import type { Sink } from '../core/sink.ts';
import { table } from '../core/table.ts';

/**
 * Writes to stdout: one JSON object a line, exact; or `'table'`, aligned columns; or the text that a function makes of
 * the values, on a line of its own. Logs go to stderr, so that stdout can be piped.
 */
export function print<T>(as: 'json' | 'table' | ((values: readonly T[]) => string) = 'json'): Sink<T> {
  const textOf = (values: readonly T[]): string => {
    if (typeof as === 'function') return as(values);
    return as === 'table' ? table(values as readonly object[]) : values.map(lineOf).join('\n');
  };
  return {
    kind: 'sink',
    name: 'print',
    open: async () => ({
      write: (output) => toStdout(`${textOf(output.map(({ value }) => value))}\n`),
      close: async () => {},
    }),
  };
}

/** A record is a line already. */
const lineOf = (value: unknown): string =>
  isRecord(value) ? new TextDecoder().decode(value.data) : JSON.stringify(value);

/** Waits until stdout has taken it. A reader that has gone away (`| head`) is no failure: nobody wants the rest. */
const toStdout = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error || ('code' in error && error.code === 'EPIPE')) resolve();
      else reject(new WorldError(`stdout: ${error.message}`, { cause: error }));
    });
  });
