import type { Command } from 'commander';
import { kinesisClient } from '../../aws/kinesis.ts';
import { failure } from '../../logs/kinesis/failure.ts';
import { example } from '../example.ts';
import { printRows } from '../output.ts';
import { placeIn } from './address.ts';

interface Options {
  readonly json?: true;
}

export function listCommand(stream: Command): void {
  stream
    .command('list')
    .summary('List the streams that there are.')
    .description('List the streams of a region, each with its state and the kind of its capacity.')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', example('millrace stream list', 'millrace stream list --log kinesis://eu-west-1'))
    .action(async ({ json }: Options, command: Command) => {
      const sdk = await import('@aws-sdk/client-kinesis');
      const client = await kinesisClient(placeIn(command));
      try {
        await printRows(streamsOf(client, sdk), { ...(json && { json }) });
      } finally {
        client.destroy();
      }
    });
}

/** Page by page. */
async function* streamsOf(
  client: Awaited<ReturnType<typeof kinesisClient>>,
  sdk: typeof import('@aws-sdk/client-kinesis'),
): AsyncGenerator<object> {
  for (let after: string | undefined; ; ) {
    const page = new sdk.ListStreamsCommand(after === undefined ? {} : { ExclusiveStartStreamName: after });
    const {
      StreamNames = [],
      StreamSummaries,
      HasMoreStreams,
    } = await client.send(page).catch((thrown: unknown) => {
      throw failure(thrown, 'list');
    });
    const summaries = new Map((StreamSummaries ?? []).map((one) => [one.StreamName, one]));
    for (const name of StreamNames) {
      // Emulators list names alone.
      const found =
        summaries.get(name) ?? (await client.send(new sdk.DescribeStreamSummaryCommand({ StreamName: name })));
      const told = 'StreamDescriptionSummary' in found ? found.StreamDescriptionSummary : found;
      yield { stream: name, state: told?.StreamStatus, capacity: told?.StreamModeDetails?.StreamMode ?? 'PROVISIONED' };
    }
    after = StreamNames.at(-1);
    if (!HasMoreStreams || after === undefined) return;
  }
}
