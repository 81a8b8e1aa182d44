import type { Command } from 'commander';
import { messageOf, PipelineError } from '../../core/errors.ts';
import { seconds } from '../../core/time.ts';
import { counted } from '../../core/words.ts';
import { Stream } from '../../logs/kinesis/stream.ts';
import { openReader } from '../../store/open-store.ts';
import { example } from '../example.ts';
import { numberIn } from '../number-option.ts';
import { print, printRows, say } from '../output.ts';
import { type Session, sessionOf } from '../session.ts';
import { Control } from './control.ts';
import { sampled } from './incoming.ts';
import { behindOn, type Consumer, consumersOf } from './lag.ts';
import { type Described, jsonOf, lineOf } from './shard-line.ts';
import { openOf } from './shards.ts';

interface Options {
  readonly sample?: number;
  readonly json?: true;
  readonly open?: true;
}

export function describeCommand(stream: Command): void {
  stream
    .command('describe')
    .summary('Show the shards of a stream, and how far behind its pipelines are.')
    .description(
      'Show the shards of a stream: which hash keys each has, what it came from, and for each pipeline in the store ' +
        'that has read it how long the oldest record that it has not read has waited.',
    )
    .argument('<stream>', 'its name, or kinesis://REGION/STREAM')
    .option('--sample <seconds>', 'counts what comes in for so long, by reading it', numberIn(0.1, 3_600))
    .option('--open', 'the open shards alone')
    .option('--json', 'as one JSON object')
    .addHelpText('after', SAMPLE)
    .addHelpText('after', example('millrace stream describe crypto', 'millrace stream describe crypto --sample 10'))
    .action((named: string, options: Options, command: Command) =>
      Control.of(named, command, (control) => describe(control, options, sessionOf(command))),
    );
}

const SAMPLE = `
The service tells no rates, so --sample reads each open shard, and takes its part of the 2 MB and 5 reads a second that
all readers of a shard share. What went out and what was throttled is known to CloudWatch alone.`;

async function describe(control: Control, { sample, json, open: alone }: Options, session: Session): Promise<void> {
  const { name, address } = control;
  const { status, mode, retentionHours } = await control.summary();
  const shards = await control.shards();
  const open = openOf(shards);
  const inOrder = alone ? open : [...open, ...shards.filter((shard) => !shard.open)];
  const stream = await Stream.open(address, name, session.clock);
  const ids = sample === undefined ? [] : open.map(({ id }) => id);
  const incoming = await sampled(stream, ids, seconds(sample ?? 0), session.clock);
  // Behind the sampling: they go on meanwhile.
  const consumers = await consumersIn(control, session);
  const described = await Promise.all(
    inOrder.map(async (shard): Promise<Described> => {
      const behind = await behindOn(stream, shard.id, consumers, session.clock);
      return { shard, incoming: incoming.get(shard.id), behind };
    }),
  );
  stream.close();
  if (json) {
    const told = { stream: name, status, mode, retentionHours, shards: described.map(jsonOf) };
    return print(`${JSON.stringify(told)}\n`);
  }
  const closed = open.length < shards.length ? ` and ${shards.length - open.length} closed` : '';
  const kept = `records are kept for ${retentionHours} hours`;
  await print(`${name}: ${status}, ${counted(open.length, 'open shard')}${closed}, ${kept}\n\n`);
  await printRows(described.map(lineOf), {});
}

/** The stream can be described without a store. */
async function consumersIn({ address, logUrl }: Control, session: Session): Promise<readonly Consumer[]> {
  try {
    const store = await openReader(session.storeUrl, session);
    const consumers = await consumersOf(address, logUrl, store);
    await store.close();
    return consumers;
  } catch (thrown) {
    if (thrown instanceof PipelineError && thrown.code === 'MISSING') return []; // nothing has run yet
    say(`millrace: no lag is told: ${messageOf(thrown)}`);
    return [];
  }
}
