import { WorldError } from '../core/errors.ts';
import { isRecord } from '../core/record.ts';
import type { Sink, Writer } from '../core/sink.ts';
import { table } from '../core/table.ts';

/**
 * Writes to stdout: one JSON object a line, exact; or `'table'`, aligned columns; or the text that a function makes of
 * the values, on a line of its own. Logs go to stderr, so that stdout can be piped.
 */
export function print<T>(as: 'json' | 'table' | ((values: readonly T[]) => string) = 'json'): Sink<T> {
  const textOf = (values: readonly T[]): string => {
    if (typeof as === 'function') return as(values);
    return as === 'table' ? table(values) : linesOf(values);
  };
  return {
    kind: 'sink',
    name: 'print',
    textOf,
    open: async () => stdoutWriter(textOf),
  };
}

/** Writes the text of values to stdout: one JSON object a line. */
export const stdoutWriter = <T>(textOf: (values: readonly T[]) => string = linesOf): Writer<T> => ({
  write: (output) => toStdout(`${textOf(output.map(({ value }) => value))}\n`),
  close: async () => {},
});

const linesOf = (values: readonly unknown[]): string => values.map(lineOf).join('\n');

/** A record is a line already. */
const lineOf = (value: unknown): string =>
  isRecord(value) ? new TextDecoder().decode(value.data) : JSON.stringify(value);

/**
 * Writes to stdout and waits until it is taken. When the reader has gone away (`| head`) it rejects with the EPIPE:
 * what follows is wanted by nobody, and whoever writes can end. Anything else may be tried again.
 */
export const toStdout = (text: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error) resolve();
      else if ('code' in error && error.code === 'EPIPE') reject(error);
      else reject(new WorldError(`stdout: ${error.message}`, { cause: error }));
    });
  });
