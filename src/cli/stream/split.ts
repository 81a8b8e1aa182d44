import type { Command } from 'commander';
import { example } from '../example.ts';
import { print } from '../output.ts';
import { Control } from './control.ts';
import { middleOf, openOf, openShard, type Shard, widestOf } from './shards.ts';

export function splitCommand(stream: Command): void {
  stream
    .command('split')
    .description('Split a shard in the middle: the widest one unless told which.')
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .argument('[shard]', 'its id, or the number in it')
    .addHelpText('after', example('millrace stream split crypto', 'millrace stream split crypto shardId-000000000002'))
    .action((named: string, shard: string | undefined, _options: object, command: Command) =>
      Control.of(named, command, async (control) => {
        await control.settled();
        const shards = await control.shards();
        const parent = shard === undefined ? widestOf(openOf(shards)) : openShard(shards, shard);
        if (!parent) throw new Error(`${control.name} has no open shard`);
        await print(`${parent.id} was split into ${(await split(control, parent, middleOf(parent))).join(' and ')}\n`);
      }),
    );
}

/** Gives the ids of the children. */
export async function split(control: Control, { id }: Shard, at: bigint): Promise<readonly string[]> {
  const input = { StreamName: control.name, ShardToSplit: id, NewStartingHashKey: String(at) };
  await control.change((client, sdk) => client.send(new sdk.SplitShardCommand(input)));
  return childrenOf(control, id);
}

export const childrenOf = async (control: Control, parent: string): Promise<readonly string[]> =>
  (await control.shards()).filter(({ parents }) => parents.includes(parent)).map(({ id }) => id);
