import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { concat, NEVER, of } from 'rxjs';
import type { LogRecord } from '../../../src/core/record.ts';
import type { Source } from '../../../src/core/source.ts';
import type { Clock, Millis } from '../../../src/core/time.ts';
import type { TradePayload } from '../../../src/market/events.ts';
import { Wakes } from '../../support/wakes.ts';
import { STEP } from './market.ts';

interface Feeding {
  readonly clock: Clock;
  readonly start: Millis;
  readonly isOut: () => boolean;
  readonly signal: AbortSignal;
}

/** Writes the trades into the log as they take place; those of the outage behind it. */
export async function fed(stream: Stream, trades: readonly TradePayload[], { clock, start, isOut, signal }: Feeding) {
  for (let next = 0; next < trades.length && !signal.aborted; ) {
    const now = clock.now();
    const due: TradePayload[] = [];
    for (; !isOut() && Number(trades[next]?.E) <= now; next++) due.push(...trades.slice(next, next + 1));
    if (due.length > 0) stream.append(due, now);
    await clock.sleep(STEP - ((now - start) % STEP), signal);
  }
}

/** A log of one file, and the same in memory for those who follow it for days, and would look at the file each 100 ms. */
export class Stream {
  readonly #path: string;
  readonly #records: LogRecord[] = [];
  readonly #waiting = new Wakes();

  constructor(path: string) {
    this.#path = path;
    writeFileSync(path, '');
  }

  append(trades: readonly TradePayload[], now: Millis): void {
    const lines = trades.map((trade) => JSON.stringify(trade));
    appendFileSync(this.#path, lines.map((line) => `${line}\n`).join(''));
    utimesSync(this.#path, now / 1_000, now / 1_000);
    this.#records.push(...lines.map((line) => ({ data: Buffer.from(line) })));
    this.#waiting.wake();
  }

  /** In place of a source, as what it is. */
  instead({ name, fingerprint }: Source<unknown>): Source<LogRecord> {
    const open = async (from: string | undefined) => {
      let at = Number(from ?? 0);
      const next = async (signal: AbortSignal) => {
        for (; at === this.#records.length; await this.#waiting.next(signal)) signal.throwIfAborted();
        const first = at;
        const items = this.#records.slice(first);
        at += items.length;
        return { items, position: String(at), positionOf: (i: number) => String(first + i + 1) };
      };
      return { next, close: async () => {} };
    };
    const partitions = () => concat(of([{ id: 'crypto', parents: [], open }]), NEVER);
    return {
      kind: 'log',
      name,
      ...(fingerprint !== undefined && { fingerprint }),
      bounded: false,
      onePartition: true,
      partitions,
    };
  }
}
