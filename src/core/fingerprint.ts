import { createHash } from 'node:crypto';
import { encode } from './json.ts';
import { foldOf, type Pipeline, viewsOf } from './pipeline.ts';
import type { KeptRows } from './source.ts';

/**
 * What decides the pipeline's state: when this changes, stored state no longer fits. Lambdas count by their text, so
 * what they refer to does not: that is what the option `version` is for. Behind the pipeline's own stands that of the
 * one whose rows it reads, so that it can be told which of them has changed.
 */
export function fingerprintOf(pipeline: Pipeline): string {
  const { upstream } = pipeline.source;
  return `${ownFingerprint(pipeline)}${upstream ? `${UPSTREAM}${upstream.fingerprint}` : ''}`;
}

/** Whether the pipeline whose rows it reads is all that differs from what is stored. */
export function changedUpstream(pipeline: Pipeline, stored: string): boolean {
  return pipeline.source.upstream !== undefined && stored.split(UPSTREAM)[0] === ownFingerprint(pipeline);
}

const UPSTREAM = '.';

const ownFingerprint = (pipeline: Pipeline): string =>
  createHash('sha256')
    .update(
      encode([
        pipeline.options.version ?? 1,
        pipeline.source.fingerprint ?? pipeline.source.name,
        pipeline.source.bounded,
        pipeline.operators.map(({ spec }) => [
          spec.name,
          (spec.cells ?? []).map(({ name }) => name),
          spec.details ?? null,
          spec.window ? [spec.window.fold.names, spec.window.fold.computes] : null,
        ]),
        viewsOf(pipeline),
      ]),
    )
    .digest('base64url')
    .slice(0, 16);

/** The rows that the pipeline keeps, for those who read them; a PipelineError CONFIG if it keeps none. */
export const keptRowsOf = (pipeline: Pipeline): KeptRows => ({
  pipeline: pipeline.name,
  fingerprint: fingerprintOf(pipeline),
  fold: foldOf(pipeline),
});
