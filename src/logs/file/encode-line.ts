import { encoded } from '../../core/encode.ts';
import { PipelineError } from '../../core/errors.ts';
import { isBlank, LF, LINE_MAX } from './lines.ts';

/**
 * A value as one line with its newline: the bytes of a record as they are, anything else as JSON. What could not be
 * read back as the same one record is refused.
 */
export function encodeLine(value: unknown): Buffer {
  const data = encoded(value);
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
  if (data.length > LINE_MAX) {
    throw new PipelineError('LIMIT', `A record has ${data.length} bytes; a line of a log may have ${LINE_MAX}.`);
  }
  return line;
}
