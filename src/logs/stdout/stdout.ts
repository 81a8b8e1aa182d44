import { throwError } from 'rxjs';
import { PipelineError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import { stdoutWriter } from '../../sinks/print.ts';

/** The log URL of a log that goes to stdout. */
const STDOUT = 'stdout:';

export const isStdout = (url: string): boolean => url === STDOUT;

/** A log that whoever stands behind the pipe keeps: one JSON object a line. It is written, and never read. */
export function stdout(): Log {
  return {
    kind: 'log',
    name: STDOUT,
    bounded: false,
    place: () => STDOUT,
    partitions: () =>
      throwError(
        () =>
          new PipelineError(
            'CONFIG',
            `The log URL is ${STDOUT}, which is written and cannot be read. Wanted: file:FOLDER or kinesis://REGION.`,
          ),
      ),
    open: async () => stdoutWriter(),
  };
}
