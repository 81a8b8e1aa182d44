export interface Line {
  readonly text: string;
  readonly tone?: 'bold' | 'dim';
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const ESC = '\x1b[';
const TONES = { bold: `${ESC}1m`, dim: `${ESC}2m` } as const;
const RESET = `${ESC}0m`;

/** A frame on a terminal that is drawn anew in place. What is to be told meanwhile goes above it. */
export class Screen {
  readonly #terminal: NodeJS.WriteStream;
  readonly #restore = (): void => void this.#terminal.write(`${ESC}?25h`);
  /** Lines may have wrapped by now, so how many there are is not known: begin with an empty screen. */
  readonly #resized = (): void => {
    this.#terminal.write(`${ESC}2J${ESC}H`);
    this.#drawn = 0;
    this.draw(this.#frame);
  };
  #frame: readonly Line[] = [];
  /** How many lines of it stand on the terminal. */
  #drawn = 0;

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal;
    terminal.write(`${ESC}?25l`); // the cursor would flicker
    terminal.on('resize', this.#resized);
    process.once('exit', this.#restore);
  }

  get size(): Size {
    const { rows, columns } = this.#terminal;
    return { rows: rows || 24, columns: columns || 80 }; // some terminals say 0 for "I do not know"
  }

  draw(frame: readonly Line[]): void {
    const { rows, columns } = this.size;
    // A line that wraps, or one more than fits, would shift all that follows.
    const shown = frame.slice(0, Math.max(1, rows - 1)).map(({ text, tone }) => {
      const whole = [...text];
      const cut = whole.length < columns ? text : `${whole.slice(0, Math.max(0, columns - 2)).join('')}…`;
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
    this.#terminal.off('resize', this.#resized);
    process.off('exit', this.#restore);
    this.#restore();
  }

  #up(): string {
    return this.#drawn > 0 ? `${ESC}${this.#drawn}A\r` : '';
  }
}
