/** A page of the service has 10 MB of data at most; of one that is larger than usual no memory is kept. */
const KEPT_MAX = 8 << 20;

/** Memory for one page after the other: what was given back is given again. New memory costs as much as to read it. */
export class Room {
  #kept: Uint8Array | undefined;

  /** So many bytes at least, of any content. */
  take(bytes: number): Uint8Array {
    const kept = this.#kept;
    this.#kept = undefined;
    return kept && kept.length >= bytes ? kept : new Uint8Array(bytes);
  }

  /** Nobody looks at it any more. */
  giveBack(room: Uint8Array): void {
    if (room.length <= KEPT_MAX) this.#kept = room;
  }
}
