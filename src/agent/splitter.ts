import { LF } from '../core/lines.ts';
import type { Splitter } from '../logs/tail/split.ts';
import type { FlowConfig } from './config/flow-config.ts';
import { type Line, Records } from './records.ts';

/**
 * Makes the records of a flow out of the lines of a tail, each with its line ends, as the agent sends them. It leaves a
 * footer and all behind it, and headers until all of them are there. `warn` is told of what is discarded.
 */
export const splitterOf =
  (flow: FlowConfig, warn: (message: string) => void): Splitter =>
  (lines, atEnd, offset, amid) => {
    // The pieces of a line that is longer than the buffer: the first was discarded, and so are they.
    if (amid && lines.length > 0) return [{ lines: 1 }];
    const headers = offset === 0 ? flow.skipHeaderLines : 0;
    if (lines.length < headers) return atEnd && lines.length > 0 ? [{ lines: lines.length }] : [];
    const given = ended(lines, offset);
    const numbers = new Map(given.map((line, i) => [line.offset, i + 1]));
    let done = headers;
    const cuts = new Records(flow, offset).take(given, atEnd).map(({ data, offset: behind }) => {
      if (!data) warn(`a record of ${flow.id}, near ${behind}, ${tooLong(flow)}`);
      const from = done;
      done = numbers.get(behind) ?? done;
      return { lines: done - from, ...(data && { data }) };
    });
    return headers > 0 ? [{ lines: headers }, ...cuts] : cuts;
  };

const tooLong = ({ maxBufferSizeBytes }: FlowConfig): string =>
  `is longer than the ${maxBufferSizeBytes} bytes of maxBufferSizeBytes, and is discarded`;

/** The lines with their ends. */
function ended(lines: readonly Uint8Array[], offset: number): readonly Line[] {
  let behind = offset;
  return lines.map((line) => {
    const data = Buffer.concat([line, Uint8Array.of(LF)]);
    behind += data.length;
    return { data, offset: behind };
  });
}
