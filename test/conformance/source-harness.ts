import type { LogRecord } from '../../src/core/record.ts';
import type { RunContext, Source } from '../../src/core/source.ts';

/** An empty log of one partition, for one test. */
export interface SourceHarness extends AsyncDisposable {
  readonly context: RunContext;
  /** Follows the log from its start, in reads as small as it can make them. */
  readonly source: Source<LogRecord>;
  /** The same log from its start to the end that it has when it is opened; left out where there is no such reading. */
  readonly bounded?: Source<LogRecord>;
  append(texts: readonly string[]): Promise<void>;
  /** How often the log was asked for something, so far. */
  asked(): number;
  /** How much is held open: files, connections; left out where it cannot be seen. */
  held?(): Promise<number>;
}

/** The log with `n` records in it. */
export async function filledWith(n: number, harness: SourceHarness): Promise<SourceHarness & { texts: string[] }> {
  const texts = Array.from({ length: n }, (_, i) => `{"n":${i},"pad":"${'x'.repeat((i * 7) % 40)}"}`);
  for (let i = 0; i < n; i += 5) await harness.append(texts.slice(i, i + 5));
  return { ...harness, texts };
}
