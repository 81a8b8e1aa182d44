import { type LoggerInterface, Warn } from 'vega';
import type { Chart } from '../../core/chart.ts';
import { messageOf } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';

/** As Vega and Vega-Lite want it. */
export type Told = LoggerInterface;

/** What Vega has to say of a chart, as log lines; what it calls an error is a fault. */
export function toldTo(logger: Logger, { title }: Chart, fault: (thrown: unknown) => void): Told {
  const text = (parts: readonly unknown[]): string => parts.map(messageOf).join(' ');
  const told: Told = {
    level: ((level?: number) => (level === undefined ? Warn : told)) as Told['level'],
    error: (...parts) => {
      fault(parts.find((part) => part instanceof Error) ?? new Error(text(parts)));
      return told;
    },
    warn: (...parts) => {
      logger.warn({ chart: title }, text(parts));
      return told;
    },
    info: () => told,
    debug: () => told,
  };
  return told;
}
