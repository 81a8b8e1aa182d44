import type { Command } from 'commander';
import { messageOf, PipelineError } from '../core/errors.ts';
import { check, refuseLoop } from '../runtime/check.ts';
import { example } from './example.ts';
import { EXIT } from './failure.ts';
import { pathOfPipeline, pipelineIn } from './load-pipeline.ts';
import { print, say } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { sessionOf } from './session.ts';
import { typeErrors } from './type-check.ts';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .summary('Say what cannot be right about pipelines.')
    .description(
      'Say what cannot be right about pipelines, their types included, without running them. ' +
        `Exits with ${EXIT.failed} if anything is.`,
    )
    .argument('[pipeline...]', 'names or paths; left out: all that can be run by name')
    .addHelpText('after', example('millrace check', 'millrace check ./pipelines/mine.ts'))
    .action(async (named: readonly string[], _options: object, command: Command) => {
      const pipelines = named.length > 0 ? named : (await pipelineFiles()).map(({ name }) => name);
      const paths = await Promise.allSettled(pipelines.map(pathOfPipeline));
      const found = paths.flatMap((path) => (path.status === 'fulfilled' ? [path.value] : []));
      const wrong = await typeErrors(found);
      for (const [i, path] of paths.entries()) {
        const problems =
          path.status === 'rejected'
            ? [messageOf(path.reason)]
            : [...(wrong?.of.get(path.value) ?? []), ...(await problemsOf(path.value, sessionOf(command).logUrl))];
        await tell(pipelines[i] ?? '', problems);
      }
      for (const [path, problems] of wrong?.of ?? []) if (!found.includes(path)) await tell(path, problems);
      if (wrong?.failure !== undefined) process.exitCode = EXIT.failed;
      const why = wrong ? wrong.failure : 'there is no TypeScript beside these files';
      if (why !== undefined && found.length > 0) say(`millrace: the types were not checked: ${why}.`);
    });
}

async function tell(pipeline: string, problems: readonly string[]): Promise<void> {
  if (problems.length > 0) process.exitCode = EXIT.failed;
  const verdict = problems.length === 0 ? ' sound' : '';
  await print(`${[`${pipeline}:${verdict}`, ...problems].join('\n  ')}\n`);
}

/** One file that cannot be loaded is no reason to say nothing of the others. */
async function problemsOf(path: string, logUrl: string): Promise<readonly string[]> {
  try {
    const pipeline = await pipelineIn(path);
    const problems = check(pipeline);
    if (problems.length === 0) refuseLoop(pipeline, logUrl);
    return problems;
  } catch (thrown) {
    if (thrown instanceof PipelineError) return [messageOf(thrown)];
    return [`It throws when it is loaded: ${(thrown instanceof Error && thrown.stack) || String(thrown)}`];
  }
}
