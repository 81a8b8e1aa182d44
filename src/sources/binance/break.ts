import type { Duration } from '../../core/time.ts';
import type { StreamEvent } from '../../market/events.ts';
import type { Gap } from './gap.ts';

/**
 * Gaps at one place of the stream: one that a trade showed, or those of all symbols that an outage left. What is found
 * of them goes on in the order of its time over all symbols, so that none of it is late for another's sake.
 */
export class Break {
  /** By symbol. */
  readonly gaps: Map<string, Gap>;
  /** When something was last found for it. */
  since: Duration;

  constructor(gaps: readonly Gap[], now: Duration) {
    this.gaps = new Map(gaps.map((gap) => [gap.symbol, gap]));
    this.since = now;
  }

  giveUp(): void {
    for (const gap of this.gaps.values()) gap.giveUp();
  }

  /** The next of it in time; `wait` while one of its symbols may still have something earlier; `over` at its end. */
  get head(): StreamEvent | 'wait' | 'over' {
    let first: StreamEvent | 'over' = 'over';
    for (const { symbol, head } of this.gaps.values()) {
      if (head === 'wait') return head;
      if (head === 'over') this.gaps.delete(symbol);
      else if (first === 'over' || timeOf(head) < timeOf(first)) first = head;
    }
    return first;
  }

  /** The head was handed out. */
  handedOut(head: StreamEvent): void {
    this.gaps.get(head.s)?.handedOut(head);
  }
}

const timeOf = (event: StreamEvent) => (event.e === 'trade' ? event.T : event.E);
