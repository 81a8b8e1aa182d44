import type { Command } from 'commander';
import { messageOf, PipelineError } from '../core/errors.ts';
import { check } from '../runtime/check.ts';
import { example } from './example.ts';
import { EXIT } from './failure.ts';
import { loadPipeline } from './load-pipeline.ts';
import { print } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .summary('Say what cannot be right about pipelines.')
    .description(
      `Say what cannot be right about pipelines, without running them. Exits with ${EXIT.failed} if anything is.`,
    )
    .argument('[pipeline...]', 'names or paths; left out: all that can be run by name')
    .addHelpText('after', example('millrace check', 'millrace check ./pipelines/mine.ts'))
    .action(async (named: readonly string[]) => {
      const pipelines = named.length > 0 ? named : (await pipelineFiles()).map(({ name }) => name);
      for (const pipeline of pipelines) {
        const problems = await problemsOf(pipeline);
        if (problems.length > 0) process.exitCode = EXIT.failed;
        await print(`${[`${pipeline}: ${problems.length === 0 ? 'sound' : ''}`.trim(), ...problems].join('\n  ')}\n`);
      }
    });
}

async function problemsOf(pipeline: string): Promise<readonly string[]> {
  try {
    return check(await loadPipeline(pipeline));
  } catch (thrown) {
    if (thrown instanceof PipelineError) return [messageOf(thrown)];
    throw thrown;
  }
}
