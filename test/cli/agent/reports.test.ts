import { afterEach, expect, test, vi } from 'vitest';
import { Meter } from '../../../src/agent/agent.ts';
import { Reports } from '../../../src/cli/agent/reports.ts';
import { Scarce } from '../../../src/cli/agent/scarce.ts';
import { flowOf } from '../../agent/flow-per-test.ts';
import { testContext } from '../../support/context.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { jsonLines } from '../millrace.ts';

const MB = 1 << 20;
type Line = { readonly level: string; readonly message: string };

afterEach(() => void vi.restoreAllMocks());

/** Reports each 30 s on two flows to one stream and a third one, and what of it comes to the log and to stdout. */
function reporting(metrics: object = {}) {
  const clock = new ManualClock(1_000);
  const { logger, lines } = testContext();
  const written: string[] = [];
  let fails: Error | undefined;
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: (error?: Error) => void) => {
    written.push(text);
    done(fails);
  }) as typeof process.stdout.write);
  const flows = ['a', 'a', 'b'].map((kinesisStream, i) => ({
    flow: flowOf({ kinesisStream, filePattern: `/${i}`, maxBufferSizeBytes: MB }),
    meter: new Meter(),
  }));
  const over = new AbortController();
  const told = { emitted: true, logged: false, namespace: 'n', ...metrics };
  const done = new Reports(flows, told, 'host', clock, logger).until(over.signal, 30_000);
  const put = (flow: number, records: number) =>
    flows[flow]?.meter.put({ sent: { records, bytes: 10 * records }, failed: { records: 0, bytes: 0 } });
  return {
    clock,
    flows,
    put,
    log: () => (lines as unknown as Line[]).splice(0).map(({ level, message }) => `${level} ${message}`),
    metrics: () => jsonLines(written.splice(0).join('')),
    fail: (error: Error) => {
      fails = error;
    },
    end: () => {
      over.abort();
      return done;
    },
  };
}

test('tells each period how much was parsed and sent, in the words of the agent, and once more at the end', async () => {
  const { clock, flows, put, log, end } = reporting();
  await clock.advance(29_999);
  expect(log()).toEqual([]);
  flows[0]?.meter.add({ parsed: 7, parsedBytes: 70, warnings: 2 });
  flows[2]?.meter.add({ parsed: 1, parsedBytes: 5 });
  put(0, 3);
  await clock.advance(1);
  const text = 'Agent: Progress: 8 records parsed (75 bytes), and 3 records sent successfully to destinations.';
  expect(log()).toEqual([`info ${text} Uptime: 30000ms; 2 records were cut, left out or sent as they were`]);
  await clock.advance(30_000);
  expect(log()).toEqual([`info ${text} Uptime: 60000ms`]);
  await end();
  expect(log()).toEqual([`info ${text} Uptime: 60000ms`]);
});

test('tells how far a flow is behind from five of its buffers on, and warns from ten on', async () => {
  const { clock, flows, log, end } = reporting();
  const behind = async (bytes: number) => {
    for (const { meter } of flows.slice(1, 2)) meter.unread = { files: 3, bytes };
    await clock.advance(30_000);
    return log().slice(1);
  };
  expect(await behind(5 * MB - 1)).toEqual([]);
  expect(await behind(5 * MB)).toEqual([
    'info Tailer is 5.2 MB (5242880 bytes) behind. There are 2 file(s) newer than current file(s).',
  ]);
  expect(await behind(10 * MB)).toEqual([expect.stringMatching(/^warn Tailer is 10.5 MB/)]);
  await end();
});

test('tells CloudWatch what came since it was told last, once for a stream', async () => {
  const { clock, put, metrics, end } = reporting();
  put(0, 3);
  put(1, 4);
  await clock.advance(30_000);
  expect(metrics()).toMatchObject([
    { Destination: 'KinesisStream:a', Instance: 'host', RecordsSent: 7, _aws: { Timestamp: 31_000 } },
    { Destination: 'KinesisStream:b', RecordsSent: 0 },
  ]);
  put(1, 2);
  await end();
  expect(metrics()).toMatchObject([{ RecordsSent: 2, BytesSent: 20 }, { RecordsSent: 0 }]);
});

test('tells the log the metrics where it shall, and stdout nothing where it shall not', async () => {
  const { log, metrics, put, end } = reporting({ emitted: false, logged: true });
  put(0, 3);
  await end();
  expect(metrics()).toEqual([]);
  expect(log().slice(1)).toEqual(['info metrics', 'info metrics']);
});

test('goes on when nobody reads the metrics any more, and says so once', async () => {
  const { clock, log, metrics, fail, end } = reporting();
  fail(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
  await clock.advance(30_000);
  await clock.advance(30_000);
  await end();
  expect(metrics()).toHaveLength(1);
  expect(log().filter((line) => line.startsWith('warn'))).toEqual([
    'warn nobody reads the metrics on stdout: no more are written',
  ]);
});

test('of many warnings the first ten of a period are told', async () => {
  const clock = new ManualClock();
  const { logger, lines } = testContext();
  const scarce = new Scarce(logger, clock, 30_000);
  for (let i = 0; i < 25; i++) scarce.warn({}, `${i}`);
  await clock.advance(30_000);
  scarce.warn({}, 'next');
  const told = lines.map(({ message }) => message);
  expect(told.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`));
  expect(told.slice(10)).toEqual(['further such warnings are counted, and told with the progress', 'next']);
});
