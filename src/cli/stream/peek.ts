import { PipelineError } from '../../core/errors.ts';
import { isDay } from '../../core/moment.ts';
import { type Duration, iso, seconds } from '../../core/time.ts';
import { counted } from '../../core/words.ts';
import { Stream } from '../../logs/kinesis/stream.ts';
import { print, printRows, say } from '../output.ts';
import { recordRow } from '../record-row.ts';
import type { Session } from '../session.ts';
import type { Control } from './control.ts';
import { type Found, type PeekFrom, Peeking } from './peeking.ts';
import { numberOf, shardOfId } from './shards.ts';

export interface PeekOptions {
  readonly n: number;
  readonly from?: string;
  readonly shard?: string;
  readonly within?: number;
  readonly json?: true;
}

/** How long is waited for what is still to come. */
const WITHIN: Duration = seconds(30);

/** Shows records of a stream, of all shards, in the order in which they arrived. */
export async function peekStream(control: Control, options: PeekOptions, { clock }: Session): Promise<void> {
  const { n, shard, json } = options;
  const from = fromOf(options.from ?? 'trim-horizon');
  const all = await control.shards();
  const shards = shard === undefined ? all : [shardOfId(all, shard)];
  // What is over has nothing to say from now on.
  const ids = shards.filter(({ open }) => open || from.type !== 'LATEST').map(({ id }) => id);
  const stream = await Stream.open(control.address, control.name, clock);
  const peeking = new Peeking(stream, ids, from, n, clock);
  await peeking.begin();
  if (from.type !== 'LATEST') await peeking.catchUp();
  const within = options.within === undefined ? WITHIN : seconds(options.within);
  const waits = from.type === 'LATEST' || options.within !== undefined;
  if (waits) await peeking.follow(within);
  stream.close();

  const { found } = peeking;
  if (json) for (const { record } of found) await print(lineOf(record.data));
  else await printRows(found.map(rowOf), {});
  if (found.length === n) return;
  const why = waits ? `no more came within ${within / 1_000} s` : 'there are no more; --within SECONDS waits for some';
  say(`${control.name}: ${counted(found.length, 'record')} of ${n}: ${why}`);
}

/** A record that an agent sent ends with its line end already. */
const lineOf = (data: Uint8Array): Uint8Array => (data.at(-1) === LF ? data : Buffer.concat([data, Uint8Array.of(LF)]));
const LF = 10;

const rowOf = ({ shard, record }: Found): object => ({
  ...recordRow(record),
  arrived: record.arrival === undefined ? '' : iso(record.arrival),
  shard: numberOf(shard),
});

function fromOf(text: string): PeekFrom {
  if (text === 'trim-horizon' || text === 'start') return { type: 'TRIM_HORIZON' };
  if (text === 'latest') return { type: 'LATEST' };
  const time =
    /^\d{4}-\d\d/.test(text) && isDay(text.slice(0, 10))
      ? Date.parse(text)
      : /^\d{9,}$/.test(text)
        ? Number(text)
        : Number.NaN;
  if (time >= 0) return { type: 'AT_TIMESTAMP', time };
  throw new PipelineError(
    'CONFIG',
    `--from is ${text}. Wanted of a stream: trim-horizon, latest, or a time such as 2026-01-05T12:00:00Z or ` +
      'in ms since 1970.',
  );
}
