import { PipelineError } from './errors.ts';
import { type Duration, END_OF_TIME } from './time.ts';

/** Throws where an option is no span of time: a file may be run without its types, and a sum of spans may be NaN. */
export function checkSpans(of: string, spans: { readonly [option: string]: Duration }): void {
  for (const [option, span] of Object.entries(spans)) {
    if (Number.isFinite(span) && span >= 0 && span < END_OF_TIME) continue;
    throw new PipelineError('CONFIG', `${of} was given ${option}: ${span}. Wanted: a span such as seconds(5).`);
  }
}
