import { el, say } from './dom.ts';
import type { Frame } from './frame.ts';

/** Texts that change by themselves as time goes by. */
export class Ticking {
  readonly #frame: Frame;
  readonly #texts = new Map<HTMLElement, (now: number) => string>();

  constructor(frame: Frame) {
    this.#frame = frame;
    frame.everySecond((now) => this.#tick(now));
  }

  /** A text that is made anew each second, for as long as it is on the page. */
  text(of: (now: number) => string): HTMLElement {
    const element = el('span', {}, of(this.#frame.now()));
    this.#texts.set(element, of);
    return element;
  }

  #tick(now: number): void {
    for (const [element, of] of this.#texts) {
      if (element.isConnected) say(element, of(now));
      else this.#texts.delete(element);
    }
  }
}
