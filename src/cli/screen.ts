export interface Line {
  readonly text: string;
  readonly tone?: 'bold' | 'dim';
}

const ESC = '\x1b[';
const TONES = { bold: `${ESC}1m`, dim: `${ESC}2m` } as const;
const RESET = `${ESC}0m`;

/** A frame on a terminal that is drawn anew in place. What is to be told meanwhile goes above it. */
export class Screen {
  readonly #terminal: NodeJS.WriteStream;
  readonly #restore = (): void => void this.#terminal.write(`${ESC}?25h`);
  #frame: readonly Line[] = [];
  /** How many lines of it stand on the terminal. */
  #drawn = 0;

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal;
    terminal.write(`${ESC}?25l`); // the cursor would flicker
    process.once('exit', this.#restore);
  }

  draw(frame: readonly Line[]): void {
    const { rows = 24, columns = 80 } = this.#terminal;
    // A line that wraps, or one more than fits, would shift all that follows.
    const shown = frame.slice(0, Math.max(1, rows - 1)).map(({ text, tone }) => {
      const cut = [...text].slice(0, columns - 1).join('');
      return `${tone ? TONES[tone] + cut + RESET : cut}${ESC}K\n`;
    });
    this.#terminal.write(`${this.#up()}${shown.join('')}${ESC}J`);
    this.#frame = frame;
    this.#drawn = shown.length;
  }

  /** Tells something that stays, such as a log line. */
  above(text: string): void {
    this.#terminal.write(`${this.#up()}${ESC}J${text}`);
    this.#drawn = 0;
    this.draw(this.#frame);
  }

  /** Leaves the last frame where it is. */
  close(): void {
    process.off('exit', this.#restore);
    this.#restore();
  }

  #up(): string {
    return this.#drawn > 0 ? `${ESC}${this.#drawn}A\r` : '';
  }
}
