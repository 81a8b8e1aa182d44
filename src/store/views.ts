import { PipelineError } from '../core/errors.ts';

/** Refuses to register a pipeline whose view another one keeps: whoever reads the view would get either's rows. */
export function refuseTaken(
  pipeline: string,
  views: readonly string[],
  keeperOf: (view: string) => string | undefined,
): void {
  for (const view of views) {
    const keeper = keeperOf(view);
    if (keeper === undefined || keeper === pipeline) continue;
    throw takenBy(keeper, view, pipeline);
  }
}

export const takenBy = (keeper: string, view: string, pipeline: string): PipelineError =>
  new PipelineError(
    'CONFIG',
    `The view "${view}" of ${pipeline} is kept by ${keeper} in this store: give one of them another name.`,
  );
