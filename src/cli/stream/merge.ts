import type { Command } from 'commander';
import { example } from '../example.ts';
import { print } from '../output.ts';
import { Control } from './control.ts';
import { adjacent, openShard, type Shard } from './shards.ts';
import { childrenOf } from './split.ts';

export function mergeCommand(stream: Command): void {
  stream
    .command('merge')
    .description('Merge two shards whose hash keys adjoin.')
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .argument('<shard>', 'its id, or the number in it')
    .argument('<shard>', 'the other one')
    .addHelpText('after', example('millrace stream merge crypto shardId-000000000003 shardId-000000000004'))
    .action((named: string, one: string, other: string, _options: object, command: Command) =>
      Control.of(named, command, async (control) => {
        await control.settled();
        const shards = await control.shards();
        const [first, second] = adjacent(shards, openShard(shards, one), openShard(shards, other));
        const children = await merge(control, first, second);
        await print(`${first.id} and ${second.id} were merged into ${children.join(', ')}\n`);
      }),
    );
}

/** Gives the id of the child. */
export async function merge(control: Control, first: Shard, second: Shard): Promise<readonly string[]> {
  const input = { StreamName: control.name, ShardToMerge: first.id, AdjacentShardToMerge: second.id };
  await control.change((client, sdk) => client.send(new sdk.MergeShardsCommand(input)));
  return childrenOf(control, first.id);
}
