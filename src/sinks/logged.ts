import type { Sink } from '../core/sink.ts';

/**
 * A line in the log of the run, which a job keeps: `millrace jobs logs NAME`. What goes to stdout, for programs that go
 * on with it, is for `print`.
 */
export function logged<T>(text: (values: readonly T[]) => string): Sink<T> {
  return {
    kind: 'sink',
    name: 'logged',
    textOf: text,
    open: async ({ logger, pipeline }) => ({
      write: async (output) => logger.info({ pipeline }, text(output.map(({ value }) => value))),
      close: async () => {},
    }),
  };
}
