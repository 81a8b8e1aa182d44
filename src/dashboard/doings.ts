/** What the dashboard does itself, counted for who watches over it. */
export class Doings {
  /** Whatever tells how many streams there are, and how many documents they follow. */
  topics: { readonly streams: number; readonly size: number } = { streams: 0, size: 0 };
  readonly #documents = new Map<string, number>();

  /** A document of that name was read. */
  read(document: string): void {
    this.#documents.set(document, (this.#documents.get(document) ?? 0) + 1);
  }

  /** How often each document was read. */
  get documents(): ReadonlyMap<string, number> {
    return this.#documents;
  }
}
