import type { Command } from 'commander';
import { nameOf } from '../../aws/failure.ts';
import { PipelineError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import { example } from '../example.ts';
import { wholeIn } from '../number-option.ts';
import { print } from '../output.ts';
import { Control } from './control.ts';

/** What the service keeps unless told otherwise, and the most that it keeps: a year. */
const HOURS = { least: 24, most: 8_760 };

interface Options {
  readonly shards: number;
  readonly retention: number;
}

export function createCommand(stream: Command): void {
  stream
    .command('create')
    .description('Make a stream, and wait until it can be used.')
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .requiredOption('--shards <n>', 'each takes 1 MB or 1,000 records a second', wholeIn(1, 10_000))
    .option('--retention <hours>', 'how long records are kept', wholeIn(HOURS.least, HOURS.most), HOURS.least)
    .addHelpText('after', example('millrace stream create crypto --shards 5 --log kinesis://eu-west-1'))
    .action((named: string, options: Options, command: Command) =>
      Control.of(named, command, (control) => create(control, options)),
    );
}

async function create(control: Control, { shards, retention }: Options): Promise<void> {
  const StreamName = control.name;
  await control
    .ask((client, sdk) => client.send(new sdk.CreateStreamCommand({ StreamName, ShardCount: shards })))
    .catch(async (thrown: unknown) => {
      if (!(thrown instanceof PipelineError) || nameOf(thrown.cause) !== 'ResourceInUseException') throw thrown;
      const { openShards, status } = await control.summary();
      throw new PipelineError('CONFIG', `${StreamName} is there already: ${counted(openShards, 'shard')}, ${status}.`);
    });
  await control.settled();
  if (retention > HOURS.least) {
    const longer = { StreamName, RetentionPeriodHours: retention };
    await control.change((client, sdk) => client.send(new sdk.IncreaseStreamRetentionPeriodCommand(longer)));
  }
  await print(`${StreamName}: ${counted(shards, 'shard')}, records are kept for ${retention} hours\n`);
}
