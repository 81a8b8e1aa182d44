import type { Command } from 'commander';
import { PipelineError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import { example } from '../example.ts';
import { print } from '../output.ts';
import { Control } from './control.ts';

export function deleteCommand(stream: Command): void {
  stream
    .command('delete')
    .description('Remove a stream with all that is in it, and wait until it is gone.')
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .option('--yes', 'without which nothing is removed')
    .addHelpText('after', example('millrace stream delete crypto --yes'))
    .action((named: string, { yes = false }: { readonly yes?: boolean }, command: Command) =>
      Control.of(named, command, async (control) => {
        const { openShards } = await control.summary();
        const StreamName = control.name;
        if (!yes) {
          const what = `${StreamName} has ${counted(openShards, 'open shard')}`;
          throw new PipelineError('CONFIG', `${what}, and what is in them would be lost. Say --yes to remove it.`);
        }
        await control.ask((client, sdk) => client.send(new sdk.DeleteStreamCommand({ StreamName })));
        await control.gone();
        await print(`${StreamName} is gone\n`);
      }),
    );
}
