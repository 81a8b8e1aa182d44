import { spellingsOf } from './spellings.ts';

/** How many secrets are known at a time; the oldest ones have been replaced many times by then. */
const KNOWN = 100;
/** What stands in the place of a secret. */
const INSTEAD = '[secret]';

/** Takes out of texts what it has learnt to be secret, however it is spelt. */
export class Redactor {
  readonly #secrets = new Set<string>();
  /** Of all secrets, the longest first: one may begin as another does. */
  #spellings: readonly string[] = [];

  learn(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const [oldest = secret] = this.#secrets;
    if (this.#secrets.size > KNOWN) this.#secrets.delete(oldest);
    this.#spellings = [...this.#secrets].flatMap(spellingsOf).sort((a, b) => b.length - a.length);
  }

  redact(text: string): string {
    return this.#spellings.reduce((left, one) => (left.includes(one) ? left.replaceAll(one, INSTEAD) : left), text);
  }
}
