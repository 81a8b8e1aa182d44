import type { Command } from 'commander';
import { nameOf } from '../../aws/failure.ts';
import { PipelineError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import { example } from '../example.ts';
import { wholeIn } from '../number-option.ts';
import { print } from '../output.ts';
import { Control } from './control.ts';
import { merge } from './merge.ts';
import { nextStep, stepsTo } from './scaling.ts';
import { openOf } from './shards.ts';
import { split } from './split.ts';

export function scaleCommand(stream: Command): void {
  stream
    .command('scale')
    .summary('Bring a stream to that many shards.')
    .description(
      'Bring a stream to that many shards of one width: by UpdateShardCount, or, where the service has none, by ' +
        'splits and merges. One that was broken off goes on when it is said again.',
    )
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .argument('<shards>', 'how many there shall be', wholeIn(1, 10_000))
    .addHelpText('after', example('millrace stream scale crypto 8'))
    .action((named: string, count: number, _options: object, command: Command) =>
      Control.of(named, command, (control) => scale(control, count)),
    );
}

async function scale(control: Control, count: number): Promise<void> {
  const StreamName = control.name;
  await control.settled();
  const before = openOf(await control.shards());
  if (!nextStep(before, count)) return print(`${StreamName} has ${counted(count, 'shard')} of one width already\n`);
  const input = { StreamName, TargetShardCount: count, ScalingType: 'UNIFORM_SCALING' as const };
  const done = await control
    .change((client, sdk) => client.send(new sdk.UpdateShardCountCommand(input)))
    .then(() => 'by UpdateShardCount')
    .catch((thrown: unknown) => {
      if (!isUnknown(thrown)) throw thrown;
      return byHand(control, count);
    });
  await print(`${StreamName}: ${counted(before.length, 'shard')} became ${count}, ${done}\n`);
}

/** Step by step, each from what is there then: whoever else changes the stream meanwhile changes the way only. */
async function byHand(control: Control, count: number): Promise<string> {
  const done = { splits: 0, merges: 0 };
  const all = stepsTo(openOf(await control.shards()), count);
  for (;;) {
    const step = nextStep(openOf(await control.shards()), count);
    if (!step) break;
    control.note = `, step ${done.splits + done.merges + 1} of ${all}`;
    if ('split' in step) {
      await split(control, step.split, step.at);
      done.splits++;
    } else {
      await merge(control, ...step.merge);
      done.merges++;
    }
  }
  return `by ${counted(done.splits, 'split')} and ${counted(done.merges, 'merge')}`;
}

const isUnknown = (thrown: unknown): boolean =>
  thrown instanceof PipelineError && nameOf(thrown.cause) === 'UnknownOperationException';
