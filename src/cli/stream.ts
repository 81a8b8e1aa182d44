import type { Command } from 'commander';
import { example } from './example.ts';
import { createCommand } from './stream/create.ts';
import { deleteCommand } from './stream/delete.ts';
import { describeCommand } from './stream/describe.ts';
import { listCommand } from './stream/list.ts';
import { mergeCommand } from './stream/merge.ts';
import { scaleCommand } from './stream/scale.ts';
import { splitCommand } from './stream/split.ts';

export function streamCommand(program: Command): void {
  const stream = program
    .command('stream')
    .summary('Make, describe, reshape or remove a Kinesis stream.')
    .description(
      'Kinesis streams: where --log or MILLRACE_LOG says, such as kinesis://eu-west-1, or else where AWS_REGION and ' +
        'the profile say.',
    )
    .addHelpText('after', example('millrace stream create crypto --shards 5', 'millrace stream describe crypto'));
  const all = [listCommand, createCommand, describeCommand, splitCommand, mergeCommand, scaleCommand, deleteCommand];
  for (const add of all) add(stream);
}
