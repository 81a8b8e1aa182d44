import type { Millis } from '../core/time.ts';
import type { Counts } from './meter.ts';

/** What CloudWatch is told of a stream, for one period. */
export interface Measured {
  readonly stream: string;
  readonly counts: Counts;
  /** Requests in a row, up to now, that failed as a whole. */
  readonly failures: number;
}

/** Where, when and as what it is told. */
export interface MetricsAt {
  readonly namespace: string;
  /** The machine. */
  readonly instance: string;
  readonly time: Millis;
}

/** The six metrics of the agent, by their names. */
export const metricsOf = ({ counts, failures }: Measured): { readonly [name: string]: number } => ({
  BytesSent: counts.sentBytes,
  RecordsSent: counts.sent,
  RecordSendAttempts: counts.attempts,
  RecordSendErrors: counts.errors,
  ServiceErrors: counts.serviceErrors,
  ConsecutiveProcessingErrors: failures,
});

/** The metrics as a line that CloudWatch makes metrics of: its Embedded Metric Format. */
export function metricsLine(measured: Measured, { namespace, instance, time }: MetricsAt): string {
  const metrics = metricsOf(measured);
  const Metrics = Object.keys(metrics).map((Name) => ({ Name, Unit: Name === 'BytesSent' ? 'Bytes' : 'Count' }));
  const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [['Destination', 'Instance']], Metrics }];
  const dimensions = { Destination: `KinesisStream:${measured.stream}`, Instance: instance };
  return JSON.stringify({ _aws: { Timestamp: time, CloudWatchMetrics }, ...dimensions, ...metrics });
}
