import { relative } from 'node:path';
import type { Command } from 'commander';
import { messageOf } from '../core/errors.ts';
import { example } from './example.ts';
import { pipelineIn } from './load-pipeline.ts';
import { printRows } from './output.ts';
import { type PipelineFile, pipelineFiles } from './pipeline-files.ts';

export function listCommand(program: Command): void {
  program
    .command('list')
    .description('List the pipelines that can be run by name.')
    .option('--json', 'as JSON, one pipeline a line')
    .addHelpText('after', example('millrace list'))
    .action(async (options: { readonly json?: true }) => {
      await printRows(await Promise.all((await pipelineFiles()).map(described)), { ...options, whole: true });
    });
}

async function described({ name, path }: PipelineFile): Promise<object> {
  const file = relative('.', path);
  try {
    const { source, operators, destinations } = await pipelineIn(path);
    return {
      name,
      from: source.name,
      through: operators.map(({ spec }) => spec.name).join(' '),
      to: destinations.map((one) => (one.name.includes(':') ? one.name : `${one.kind}:${one.name}`)).join(' '),
      file,
    };
  } catch (thrown) {
    // The file is in the last column already.
    const problem = messageOf(thrown).replace(path, '').trim();
    return { name, from: '', through: '', to: '', file, problem };
  }
}
