import type { Logger, RunContext } from '../../src/core/source.ts';
import type { Clock } from '../../src/core/time.ts';
import { systemClock } from '../../src/runtime/clock.ts';

export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: object;
  readonly message: string;
}

/** A context for sources and sinks that keeps what they log. */
export function runContext(clock: Clock = systemClock): RunContext & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return {
    clock,
    lines,
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    logUrl: 'file:./data',
    signal: new AbortController().signal,
    prices: async () => ({}),
    finalRows: async () => ({ version: 0, rows: [] }),
  };
}
