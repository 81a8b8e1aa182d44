import type { ListShardsCommand, ListShardsCommandOutput, Shard } from '@aws-sdk/client-kinesis';

/** All shards that a stream still knows, closed ones too, in the order in which they were made; asked page by page. */
export async function allShards(
  stream: string,
  sdk: Pick<typeof import('@aws-sdk/client-kinesis'), 'ListShardsCommand'>,
  ask: (command: ListShardsCommand) => Promise<ListShardsCommandOutput>,
): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    // A page that follows is asked for by its token alone.
    const page = token === undefined ? { StreamName: stream } : { NextToken: token };
    const { Shards = [], NextToken } = await ask(new sdk.ListShardsCommand(page));
    shards.push(...Shards);
    token = NextToken;
  } while (token !== undefined);
  return shards;
}
