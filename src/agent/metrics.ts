import type { Millis } from '../core/time.ts';
import type { Figures } from './meter.ts';

const UNITS: { readonly [metric: string]: 'Bytes' | 'Count' } = {
  BytesSent: 'Bytes',
  RecordsSent: 'Count',
  RecordSendAttempts: 'Count',
  RecordSendErrors: 'Count',
  ServiceErrors: 'Count',
  ConsecutiveProcessingErrors: 'Count',
};

/**
 * The agent's six metrics of one flow as a line of CloudWatch's Embedded Metric Format: CloudWatch makes metrics of it
 * where a log agent sends it stdout.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsLine(
  namespace: string,
  dimensions: { readonly Destination: string; readonly Instance: string },
  figures: Figures,
  now: Millis,
): string {
  const Metrics = Object.entries(UNITS).map(([Name, Unit]) => ({ Name, Unit }));
  const values = Metrics.map(({ Name }) => [
    Name,
    figures[((Name[0] ?? '').toLowerCase() + Name.slice(1)) as keyof Figures],
  ]);
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [Object.keys(dimensions)], Metrics }],
    },
    ...dimensions,
    ...Object.fromEntries(values),
  });
}
