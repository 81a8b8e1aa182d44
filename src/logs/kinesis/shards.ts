import type { Shard } from '@aws-sdk/client-kinesis';
import { PipelineError } from '../../core/errors.ts';
import type { Child } from '../../core/record.ts';
import type { Known } from '../../core/source.ts';
import { parentsOf } from './family.ts';
import { REBUILD } from './lost.ts';
import type { From } from './options.ts';

/** A shard to read. */
export interface ToRead extends Child {
  /** Where, if it has no position. */
  readonly beginning: From;
}

/**
 * Which of the shards of a stream are to be read, and from where: the first time all that `from` has something to say
 * about; later those that are `known`, and what came of them.
 */
export function shardsToRead(listed: readonly Shard[], known: ReadonlySet<string>, from: From): readonly ToRead[] {
  const first = known.size === 0;
  if (first && typeof from === 'object' && 'after' in from && listed.length > 1) throw severalOf(listed.length);
  const shards = listed.map((shard) => ({ shard, id: shard.ShardId ?? '', parents: parentsOf(shard) }));
  // What was over before we came has nothing to say from now on.
  const read = new Set(shards.filter(({ shard }) => first && (from !== 'latest' || isOpen(shard))).map(({ id }) => id));
  const isRead = (id: string) => known.has(id) || read.has(id);
  // Ids rise, so that parents come before their children.
  for (const { id, parents } of shards.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    if (parents.some(isRead) || known.has(id)) read.add(id);
  }
  return shards
    .filter(({ id }) => read.has(id))
    .map(({ id, parents }) => ({
      id,
      parents: parents.filter(isRead),
      beginning: parents.some(isRead) && !(typeof from === 'object' && 'timestamp' in from) ? 'trim-horizon' : from,
    }));
}

/** Refuses a stream that cannot be the one which was read before. */
export function refuseOther(stream: string, listed: readonly Shard[], known: readonly Known[]): void {
  const byId = new Map(listed.map((shard) => [shard.ShardId, shard]));
  for (const { partition, ended } of known) {
    const shard = byId.get(partition);
    if (ended && shard && isOpen(shard)) {
      throw new PipelineError(
        'LOG',
        `${stream}: ${partition} was read to its end, and is open: the stream of that name is another one. ${REBUILD}`,
      );
    }
    if (!ended && !shard) {
      throw new PipelineError(
        'LOG',
        `${stream}: ${partition}, which was not read to its end, is gone: it was closed for longer than the stream ` +
          `keeps what arrives, or the stream was made anew. ${REBUILD}`,
      );
    }
  }
}

export const isOpen = ({ SequenceNumberRange }: Shard): boolean =>
  (SequenceNumberRange?.EndingSequenceNumber ?? undefined) === undefined;

const severalOf = (shards: number) =>
  new PipelineError(
    'CONFIG',
    `from: { after } is a place in one shard, and the stream has ${shards}. Wanted: { timestamp } of that record.`,
  );
