import { createHash } from 'node:crypto';
import { render } from '../../charts/render.ts';
import type { RenderOptions } from '../../charts/render-options.ts';
import type { Chart } from '../../core/chart.ts';
import { WorldError } from '../../core/errors.ts';

/**
 * Draws charts, which keeps the process from all else for about 100 ms each: two at once, the others one after the
 * other. What is asked for again while it is drawn, or not long after, is drawn once. A WorldError where too many wait
 * already; errors as `render`.
 */
export class Pictures {
  readonly #draw: typeof render;
  /** The last ones, and those underway. */
  readonly #pictures = new Map<string, Promise<Buffer>>();
  readonly #waiting: (() => void)[] = [];
  #drawing = 0;
  #bytes = 0;

  constructor(draw = render) {
    this.#draw = draw;
  }

  of(chart: Chart, options: RenderOptions = {}): Promise<Buffer> {
    const { format = 'png', scale } = options;
    const name = createHash('sha256')
      .update(JSON.stringify([chart.spec, format, scale]))
      .digest('base64url');
    const known = this.#pictures.get(name);
    if (known) return known;
    if (this.#waiting.length >= WAITING_MAX) {
      return Promise.reject(new WorldError(`${WAITING_MAX} pictures wait to be drawn already: ask again.`));
    }
    const picture = this.#inTurn(() => this.#draw(chart, options)).then((bytes) => this.#kept(bytes));
    this.#pictures.set(name, picture);
    picture.catch(() => this.#pictures.delete(name));
    return picture;
  }

  async #inTurn<T>(draw: () => Promise<T>): Promise<T> {
    if (this.#drawing >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#drawing++;
    try {
      return await draw();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#drawing--;
    }
  }

  /** Together they have a limit; a picture that is larger by itself is the only one. */
  #kept(bytes: Uint8Array): Buffer {
    this.#bytes += bytes.length;
    if (this.#bytes > KEPT_MAX) {
      this.#pictures.clear();
      this.#bytes = bytes.length;
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

const AT_ONCE = 2;
const WAITING_MAX = 20;
/** In bytes. */
const KEPT_MAX = 8 << 20;
