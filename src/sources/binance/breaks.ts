import { type Duration, minutes, seconds } from '../../core/time.ts';
import { Break } from './break.ts';
import { Gap } from './gap.ts';

/** Where nothing is found for so long, what is missing is told as a gap; */
const PATIENCE: Duration = seconds(30);
/** after so long at most while something is found for others, */
const PATIENCE_MAX: Duration = 4 * PATIENCE;
/** which the exchange's limits may let wait for a minute. */
const PAUSE_MAX: Duration = minutes(1) + PATIENCE;

/** Which trades are asked for. */
export interface Want {
  readonly symbol: string;
  readonly from: number;
  readonly round: number;
  /** It was told as a gap, and nothing waits for it. */
  readonly late?: true;
  /** What aggregates tell of it was told already. */
  readonly single?: boolean;
}

/** What is missing in the stream, in the order in which that was noticed, and is waited for. */
export class Breaks {
  readonly #open = new Set<Break>();
  /** The gaps of each symbol, and where they are. */
  readonly #gaps = new Map<string, Map<Gap, Break>>();
  readonly #unended = new Map<string, Gap>();
  #noticed = 0;
  /** Counts outages. */
  #round = 0;
  /** When the exchange last told of a gap all that it has. */
  #filled: Duration = Number.NEGATIVE_INFINITY;

  /** A trade has shown that those before it are missing. */
  jump(symbol: string, from: number, to: number, shown: Duration, now: Duration): Break {
    const gap = new Gap(symbol, from, this.#round);
    gap.end(to, shown);
    return this.#add([gap], now);
  }

  /** These symbols had no connection since those ids; undefined where that is known of all of them already. */
  outage(since: ReadonlyMap<string, number>, now: Duration): Break | undefined {
    this.#round++;
    const gaps: Gap[] = [];
    for (const [symbol, last] of since) {
      const unended = this.unended(symbol);
      if (unended) unended.renew(this.#round);
      else gaps.push(new Gap(symbol, last + 1, this.#round));
    }
    for (const gap of gaps) this.#unended.set(gap.symbol, gap);
    return gaps.length > 0 ? this.#add(gaps, now) : undefined;
  }

  /** The gap of a symbol of which nobody knows where it ends. */
  unended(symbol: string): Gap | undefined {
    const gap = this.#unended.get(symbol);
    if (gap?.unended === false) this.#unended.delete(symbol);
    return gap?.unended ? gap : undefined;
  }

  /** Calls back with each gap of a symbol, to learn whether something was found for it. */
  offer(symbol: string, now: Duration, found: (gap: Gap) => boolean): boolean {
    let any = false;
    for (const [gap, at] of this.#gaps.get(symbol) ?? []) {
      if (!found(gap)) continue;
      any = true;
      at.since = now;
    }
    return any;
  }

  /** Some of it was filled as it should be. */
  filled(now: Duration): void {
    this.#filled = now;
  }

  /** What to ask for, of each symbol one thing: what the others wait for most comes first. */
  get wanted(): readonly Want[] {
    const first: { readonly at: Break; readonly want: Want }[] = [];
    for (const [symbol, gaps] of this.#gaps) {
      for (const [{ wanted: from }, at] of gaps) {
        if (from === undefined) continue;
        first.push({ at, want: { symbol, from, round: this.#round } });
        break;
      }
    }
    return first.sort((a, b) => a.at.number - b.at.number).map(({ want }) => want);
  }

  /** What was not found in time is not waited for. `fails`: the exchange does not answer. */
  giveUp(now: Duration, fails: boolean): void {
    const patience = !fails && now - this.#filled < PAUSE_MAX ? PATIENCE_MAX : PATIENCE;
    for (const each of this.#open) if (now - each.since >= patience) each.giveUp();
  }

  /** Nothing is waited for, of one symbol or of all. */
  giveUpAll(symbol?: string): void {
    if (symbol === undefined) for (const each of this.#open) each.giveUp();
    else for (const gap of this.#gaps.get(symbol)?.keys() ?? []) gap.giveUp();
  }

  over(one: Break): void {
    this.#open.delete(one);
  }

  #add(gaps: readonly Gap[], now: Duration): Break {
    const added = new Break(this.#noticed++, gaps, now, (gap) => this.#forget(gap));
    this.#open.add(added);
    for (const gap of gaps) {
      const own = this.#gaps.get(gap.symbol) ?? new Map<Gap, Break>();
      this.#gaps.set(gap.symbol, own.set(gap, added));
    }
    return added;
  }

  #forget(gap: Gap): void {
    const own = this.#gaps.get(gap.symbol);
    own?.delete(gap);
    if (own?.size === 0) this.#gaps.delete(gap.symbol);
  }
}
