/** Pieces that are kept for later, at most; and bytes of one. */
const PIECES_MAX = 32;
const PIECE_MAX = 4 << 20;
/** Sizes are multiples of that, so that a piece serves for many. */
const STEP = 4_096;

/**
 * Memory that is used again and again. New memory is filled with zeros, page by page, and must be found again when it
 * is garbage: that takes longer than to read a file into it. What a piece holds is whatever was there.
 */
export class Pool {
  readonly #free: ArrayBuffer[] = [];

  /** A piece of at least so many bytes. */
  take(bytes: number): ArrayBuffer {
    // Not much larger than wanted: who keeps a piece is not to keep more than that.
    const fits = ({ byteLength }: ArrayBuffer) => byteLength >= bytes && byteLength <= 4 * bytes + STEP;
    const at = this.#free.findLastIndex(fits);
    return at === -1 ? new ArrayBuffer(Math.ceil(bytes / STEP) * STEP) : (this.#free.splice(at, 1)[0] as ArrayBuffer);
  }

  /** Takes pieces back that nobody looks at any more. */
  give(pieces: readonly ArrayBuffer[]): void {
    for (const piece of pieces) if (piece.byteLength <= PIECE_MAX) this.#free.push(piece);
    this.#free.splice(0, this.#free.length - PIECES_MAX);
  }
}
