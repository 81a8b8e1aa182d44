import { encoded } from '../../core/encode.ts';
import { PipelineError } from '../../core/errors.ts';
import { isBlank, LF, LINE_MAX } from '../../core/lines.ts';

/**
 * A value as one line with its newline: the bytes of a record as they are, anything else as JSON. Text where it is too
 * long for any line, which says so.
 *
 * @throws PipelineError CONFIG for what could not be read back as the same one record: whoever writes it is wrong
 */
export function encodeLine(value: unknown): Buffer | string {
  const data = encoded(value);
  if (data.length > LINE_MAX) return `it has ${data.length} bytes, and a line of a log ${LINE_MAX} at most`;
  const line = Buffer.allocUnsafeSlow(data.length + 1);
  line.set(data);
  line[data.length] = LF;
  if (line.indexOf(LF) < data.length) {
    throw new PipelineError(
      'CONFIG',
      `A record of ${data.length} bytes holds a newline, and a log has one record a line.`,
    );
  }
  if (isBlank(data)) {
    throw new PipelineError('CONFIG', 'A record without content was written to a log, where it would be a blank line.');
  }
  return line;
}
