import type { LogRecord } from './record.ts';
import type { Sink, Writer } from './sink.ts';
import type { RunContext, Source } from './source.ts';
import type { Millis } from './time.ts';

/** A log is both a source and a sink: a name on either side of an arrow. */
export interface Log extends Source<LogRecord>, Sink<unknown> {
  readonly kind: 'log';
  /** Where it is, the same for the same log however it is named. */
  place(logUrl: string): string;
  open(context: RunContext): Promise<Writer<unknown>>;
  /** When something was appended last; undefined where nothing ever was. Left out where nobody can tell. */
  lastWrite?(context: RunContext): Promise<Millis | undefined>;
}
