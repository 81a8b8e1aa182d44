import { shortened } from '../core/shortened.ts';

/** What is kept of what a run said: its last lines. */
export const TAIL = { lines: 1_000, bytes: 256 << 10 };
/** In UTF-16 code units; what is longer is cut, so that one line cannot push out all others. */
const LINE_MAX = 16 << 10;

/** The end of a text that comes line by line. */
export class LogTail {
  readonly #lines: string[] = [];
  #bytes = 0;

  get text(): string {
    return this.#lines.join('');
  }

  add(text: string): this {
    for (const [line] of text.matchAll(/[^\n]*\n|[^\n]+$/g)) this.#addLine(line.trimEnd());
    return this;
  }

  #addLine(whole: string): void {
    const shown = withoutPasswords(whole).toWellFormed();
    const line = `${shortened(shown, LINE_MAX)}\n`;
    this.#bytes += Buffer.byteLength(line);
    this.#lines.push(line);
    while (this.#lines.length > TAIL.lines || this.#bytes > TAIL.bytes) {
      this.#bytes -= Buffer.byteLength(this.#lines.shift() ?? '');
    }
  }
}

/** A store is read by more people than a terminal: of `redis://user:password@host` it keeps `redis://…@host`. */
export const withoutPasswords = (text: string): string => text.replace(/:\/\/[^\s/@]+@/g, '://…@');
