import { expect, test } from 'vitest';
import { difference, Meter, metricsLine, NOTHING, sumOf } from '../../src/agent/agent.ts';

const share = (records: number, bytes: number) => ({ records, bytes });

test('a meter counts what requests came to, and how many in a row failed as a whole', () => {
  const meter = new Meter();
  meter.put({ sent: share(3, 30), failed: share(2, 20) });
  meter.put({ sent: share(0, 0), failed: share(2, 20), failure: 'throttled' });
  meter.put({ sent: share(0, 0), failed: share(2, 20), failure: 'other' });
  expect(meter.failures).toBe(2);
  meter.put({ sent: share(1, 10), failed: share(1, 10) });
  expect(meter.failures).toBe(0);
  const counts = { sent: 4, sentBytes: 40, attempts: 11, errors: 7, serviceErrors: 1 };
  expect(meter.counts).toEqual({ ...NOTHING, ...counts });
  expect(sumOf([meter.counts, meter.counts])).toMatchObject({ sent: 8, attempts: 22 });
  expect(difference(sumOf([meter.counts, meter.counts]), meter.counts)).toEqual(meter.counts);
});

test("metrics are told as CloudWatch reads them, each with its unit and by the agent's names", () => {
  const counts = { ...NOTHING, sent: 4, sentBytes: 40, attempts: 11, errors: 7, serviceErrors: 1 };
  const at = { namespace: 'AWSKinesisAgent', instance: 'host', time: 1_723_118_400_000 };
  const line = metricsLine({ stream: 'crypto', counts, failures: 2 }, at);
  expect(line).not.toContain('\n');
  const values = {
    BytesSent: 40,
    RecordsSent: 4,
    RecordSendAttempts: 11,
    RecordSendErrors: 7,
    ServiceErrors: 1,
    ConsecutiveProcessingErrors: 2,
  };
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 1_723_118_400_000,
      CloudWatchMetrics: [
        {
          Namespace: 'AWSKinesisAgent',
          Dimensions: [['Destination', 'Instance']],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: Name === 'BytesSent' ? 'Bytes' : 'Count' })),
        },
      ],
    },
    Destination: 'KinesisStream:crypto',
    Instance: 'host',
    ...values,
  });
});
