import { statSync } from 'node:fs';
import candles from '../../pipelines/candles.ts';
import produce from '../../pipelines/produce.ts';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { type Duration, seconds } from '../core/time.ts';
import type { Simulator } from '../exchange/simulator/simulator.ts';
import { placeOf } from '../logs/file/position.ts';
import { logFile } from '../logs/log.ts';
import type { EndEvent } from '../market/events.ts';
import type { RunProgress } from '../runtime/run.ts';
import { Written } from '../sources/binance/written.ts';
import { binance } from '../sources/binance.ts';
import type { Scope, Store } from '../store/store.ts';
import { openLogOf } from './log-sink.ts';
import { Running } from './running.ts';
import type { Session } from './session.ts';

const LOG = 'crypto';
const POLL: Duration = 20;
const WITHIN: Duration = seconds(10);

export interface Finished {
  /** Where the rows are. */
  readonly scope: Scope;
  /** Trades that the exchange made and the producer never got. */
  readonly missed: number;
}

/** What the demo runs: a producer that fills the log from an exchange, and usd-per-minute and candles that fold it. */
export class Mill {
  readonly pipeline: Pipeline = usdPerMinute;
  readonly pipelines: readonly Pipeline[] = [candles, produce, usdPerMinute];
  /** Aborted when producer or consumer failed; `finish` then rejects with why. */
  readonly failed: AbortSignal;
  readonly #exchange: Simulator;
  readonly #session: Session;
  readonly #producer: Running;
  readonly #consumer: Running;
  readonly #candles: Running;

  constructor(exchange: Simulator, store: Store, session: Session) {
    this.#exchange = exchange;
    this.#session = session;
    this.#producer = new Running(
      { ...produce, source: binance({ url: exchange.wsUrl, rest: exchange.restUrl }) },
      session,
      store,
    );
    this.#consumer = new Running(usdPerMinute, session, store);
    this.#candles = new Running(candles, session, store);
    this.failed = AbortSignal.any([this.#producer.failed, this.#consumer.failed, this.#candles.failed]);
  }

  /** How far the consumer has come. */
  get progress(): RunProgress | undefined {
    return this.#consumer.progress;
  }

  /** Ends the market, and then, in the order of the stream, all that follows from it. */
  async finish(): Promise<Finished> {
    await this.#exchange.stop();
    if (!(await this.#until(() => this.#behind() === 0))) {
      this.#session.logger.warn({}, 'the last trades have not come: the producer was cut off when the market ended');
    }
    await this.#producer.stop();
    const missed = this.#behind() + (this.#producer.progress?.counts.missed ?? 0);
    const log = await openLogOf(this.pipeline, this.#session);
    const end: EndEvent = { e: 'end', E: this.#exchange.now() };
    await log.write([{ id: 'end', value: end }]);
    await log.close();
    if (!(await this.#until(() => this.#folded()))) {
      throw new PipelineError('LIMIT', `The consumers have not read to the end in ${WITHIN} ms: try a lower --speed.`);
    }
    await this.#consumer.stop();
    await this.#candles.stop();
    if (!this.progress) throw new Error('the consumer has read to the end and tells of no commit');
    return { scope: this.progress.scope, missed };
  }

  /** How many trades of the symbols that it has seen the producer has not committed yet. */
  #behind(): number {
    const { last } = new Written(this.#producer.progress?.position);
    const ids = this.#exchange.ids();
    return [...last].reduce((sum, [symbol, id]) => sum + (ids.get(symbol)?.next ?? 0) - 1 - id, 0);
  }

  /** The consumers have committed the end of the log. */
  #folded(): boolean {
    const { size } = statSync(logFile(this.#session.logUrl, LOG));
    return [this.#consumer, this.#candles].every(
      ({ progress }) => progress?.position !== undefined && placeOf(progress.position).offset === size,
    );
  }

  /** False where it did not come true in time; a failure is told by whoever failed. */
  async #until(condition: () => boolean): Promise<boolean> {
    const { clock } = this.#session;
    const deadline = clock.elapsed() + WITHIN;
    while (!condition() && !this.failed.aborted) {
      if (clock.elapsed() > deadline) return false;
      await clock.sleep(POLL);
    }
    return true;
  }
}
