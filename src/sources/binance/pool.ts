import { Line, type LineOptions } from './line.ts';

/** Streams that the exchange allows on one connection. */
const STREAMS_MAX = 1_024;

/** As many connections as the symbols need, each kept by itself. */
export class Pool {
  readonly #lines: readonly { readonly symbols: ReadonlySet<string>; readonly line: Line }[];

  constructor(options: LineOptions) {
    const { symbols } = options;
    const count = Math.ceil(symbols.length / STREAMS_MAX);
    this.#lines = Array.from({ length: count }, (_, i) => {
      const own = symbols.slice(i * STREAMS_MAX, (i + 1) * STREAMS_MAX);
      return { symbols: new Set(own), line: new Line({ ...options, symbols: own }) };
    });
  }

  /** Resolves when the signal is aborted and all connections are closed. */
  async keep(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#lines.map(({ line }) => line.keep(signal)));
  }

  /** Moves the symbol, and those beside it, to a new connection. */
  replace(symbol: string, why: string): void {
    this.#lines.find(({ symbols }) => symbols.has(symbol))?.line.replace(why);
  }
}
