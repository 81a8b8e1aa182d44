import { Handle } from './handle.ts';
import { lookAt, type Seen } from './listing.ts';

/** A file by what it is and where it is; open for long, or for one look. */
export class Held {
  /** Device and inode. */
  readonly id: string;
  /** Undefined where it was in none of the folders when they were listed. */
  path: string | undefined;
  #handle: Handle | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  /** Opens it; undefined where it is gone. */
  async hold(): Promise<Handle | undefined> {
    if (!this.#handle && this.path !== undefined) this.#handle = await Handle.open(this.path, this.id);
    return this.#handle;
  }

  /** What the system says of it now, by its name or, where that is another file's by now, its handle. */
  async lookAgain(): Promise<Seen | undefined> {
    const named = this.path === undefined ? undefined : await lookAt(this.path);
    if (named?.id === this.id) return named;
    this.path = undefined;
    return this.#handle?.look();
  }

  /** The mark of that offset, as the file is now; undefined where it is shorter, or gone. */
  markAt(offset: number) {
    return this.#with((handle) => handle.markAt(offset));
  }

  async bytes(offset: number, length: number): Promise<Buffer> {
    return (await this.#with((handle) => handle.read(offset, length))) ?? Buffer.alloc(0);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #with<T>(use: (handle: Handle) => Promise<T>): Promise<T | undefined> {
    if (this.#handle) return use(this.#handle);
    const handle = this.path === undefined ? undefined : await Handle.open(this.path, this.id);
    try {
      return handle && (await use(handle));
    } finally {
      await handle?.close();
    }
  }
}
