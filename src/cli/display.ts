import { foldOf } from '../core/pipeline.ts';
import { type Clock, type Duration, type Millis, minutes, seconds } from '../core/time.ts';
import { grouped } from '../core/words.ts';
import type { Simulator } from '../exchange/simulator/simulator.ts';
import type { RunProgress } from '../runtime/run.ts';
import { viewRows } from '../runtime/view.ts';
import type { StoreReader } from '../store/store.ts';
import { type ClosedWindow, ClosedWindows } from './closed-windows.ts';
import { type Live, liveTable, minute, moneyOf, totalOf, type UsdRow, WINDOWS } from './live-table.ts';
import type { Mill } from './mill.ts';
import { print } from './output.ts';
import type { Screen } from './screen.ts';

/** How often is looked for what is new. */
const EVERY: Duration = 250;
/** How far back the rate goes. */
const RATE_OVER: Duration = seconds(3);

interface Shown {
  readonly mill: Mill;
  readonly exchange: Simulator;
  readonly store: StoreReader;
  readonly clock: Clock;
  /** Undefined where stdout is no terminal. */
  readonly screen: Screen | undefined;
  readonly speed: number;
  /** Where the same can be seen in the browser. */
  readonly url: string;
}

/** Shows what the demo finds: a live table on a terminal, elsewhere a line for each window that closes. */
export class Display {
  readonly #shown: Shown;
  readonly #closings: ClosedWindows;
  readonly #samples: { readonly at: Millis; readonly trades: number }[] = [];
  #closed: Live['closed'] = { windows: 0, ...totalOf([]) };

  constructor(shown: Shown) {
    this.#shown = shown;
    this.#closings = new ClosedWindows(shown.store, foldOf(shown.mill.pipeline));
  }

  /** All windows that have closed so far. */
  get closed(): Live['closed'] {
    return this.#closed;
  }

  /** Until told to stop, or for so long. */
  async show(stop: AbortSignal, span: Duration = Number.POSITIVE_INFINITY): Promise<void> {
    const { clock } = this.#shown;
    const end = clock.elapsed() + span;
    while (!stop.aborted && clock.elapsed() < end) {
      await clock.sleep(Math.min(EVERY, end - clock.elapsed()), stop);
      await this.update();
    }
  }

  async update(): Promise<void> {
    const { mill, screen } = this.#shown;
    const { progress } = mill;
    if (!progress) return;
    const closed = await this.#closings.next(progress.scope);
    this.#closed = { windows: this.#closed.windows + closed.length, ...totalOf([this.#closed, ...closed]) };
    if (!screen) for (const window of closed) await print(`${lineOf(window)}\n`);
    else await this.#draw(screen, progress);
  }

  async #draw(screen: Screen, { scope, watermark, counts }: RunProgress): Promise<void> {
    const { mill, exchange, store, speed, url } = this.#shown;
    const from = (Math.floor(watermark / minutes(1)) - WINDOWS + 1) * minutes(1);
    const rows = (await Array.fromAsync(viewRows(store, scope, foldOf(mill.pipeline), { from }))) as UsdRow[];
    const trades = counts.folded ?? 0;
    const now = exchange.now();
    const lag = Math.max(0, now - watermark) / speed;
    screen.draw(
      liveTable({ now, rate: this.#rate(trades), lag, trades, closed: this.#closed, rows, url }, screen.size),
    );
  }

  #rate(trades: number): number {
    const at = this.#shown.clock.elapsed();
    this.#samples.push({ at, trades });
    while ((this.#samples[0]?.at ?? at) < at - RATE_OVER) this.#samples.shift();
    const [oldest] = this.#samples;
    return oldest && at > oldest.at ? ((trades - oldest.trades) * 1_000) / (at - oldest.at) : 0;
  }
}

const lineOf = ({ start, symbols, ...total }: ClosedWindow): string => {
  const traded = `${String(symbols).padStart(3)} symbols  ${grouped(total.trades).padStart(7)} trades`;
  return `${minute(start)}  ${traded}  $ ${moneyOf(total)}`;
};
