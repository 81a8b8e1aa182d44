import { Batch } from '../core/batch.ts';
import { type Pipeline, windowOf } from '../core/pipeline.ts';
import type { LogRecord, Read } from '../core/record.ts';
import type { RowPlace } from '../core/row.ts';
import { State } from '../core/state.ts';
import { START_OF_TIME } from '../core/time.ts';
import { Flow } from './flow.ts';

/**
 * Into which rows a record's events would fall, had nothing come before it: what stands in front of the window is run
 * on it alone. Undefined for a pipeline of which the records are not those of a log.
 */
export function locator(pipeline: Pipeline): ((data: Uint8Array) => readonly RowPlace[]) | undefined {
  const window = windowOf(pipeline);
  const at = pipeline.operators.findIndex(({ spec }) => spec.window);
  if (!window || pipeline.source.timeOf) return undefined;
  const front = { ...pipeline, operators: pipeline.operators.slice(0, at) };
  const locate = window.locate as (event: unknown) => RowPlace;
  return (data) => {
    const flow = new Flow(front);
    try {
      const { events } = flow.push(Batch.of(readOf({ data }), START_OF_TIME, new State()));
      return events.map(locate);
    } catch {
      return []; // what cannot be decoded, or has no key, would have fallen nowhere
    } finally {
      flow.close();
    }
  };
}

const readOf = (record: LogRecord): Read<LogRecord> => ({ items: [record], position: '', positionOf: () => '' });
