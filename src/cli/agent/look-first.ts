import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FlowConfig } from '../../agent/agent.ts';
import type { KinesisPlace } from '../../aws/kinesis.ts';
import { messageOf, WorldError } from '../../core/errors.ts';
import { never } from '../../core/never.ts';
import { isOpen } from '../../logs/kinesis/shards.ts';
import { Stream } from '../../logs/kinesis/stream.ts';
import { WILD } from '../../logs/tail/glob.ts';
import { list } from '../../logs/tail/listing.ts';
import type { Session } from '../session.ts';

/** What was seen of a flow before it runs. */
export interface Looked {
  readonly filePattern: string;
  /** That match now. */
  readonly files: number;
  readonly stream: string;
  readonly shards: number | 'cannot be reached';
}

/**
 * Looks at the files and the streams of all flows, so that what cannot work is told before anything waits for it. What
 * only time can mend is warned of.
 * @throws PipelineError for a stream that is not there, or may not be used
 */
export const lookFirst = (flows: readonly FlowConfig[], place: KinesisPlace, session: Session): Promise<Looked[]> =>
  Promise.all(
    flows.map(async ({ id, filePattern, kinesisStream: stream }) => {
      const found = (await list(filePattern)).filter(({ matches }) => matches);
      const folder = dirname(filePattern);
      if (found.length === 0 && !WILD.test(folder) && !existsSync(folder)) {
        session.logger.warn({ flow: id, folder }, 'there is no such folder: its files are looked for again and again');
      }
      return { filePattern, files: found.length, stream, shards: await openShards(stream, place, session) };
    }),
  );

async function openShards(name: string, place: KinesisPlace, { clock, logger }: Session): Promise<Looked['shards']> {
  const stream = await Stream.open(place, name, clock);
  try {
    return (await stream.shards('agent', never)).filter(isOpen).length;
  } catch (thrown) {
    if (!(thrown instanceof WorldError)) throw thrown;
    logger.warn({ stream: name, reason: messageOf(thrown) }, 'it is tried again until it can be reached');
    return 'cannot be reached';
  } finally {
    stream.close();
  }
}
