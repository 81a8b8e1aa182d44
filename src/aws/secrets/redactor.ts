import { spellingsOf } from './spellings.ts';

/** How many secrets of one name are known at a time; older ones have been replaced many times by then. */
const KNOWN = 20;
/** What stands in the place of a secret. */
const INSTEAD = '[secret]';

/** Takes out of texts what it has learnt to be secret, however it is spelt. */
export class Redactor {
  /** By name, the last one that was learnt behind the others. */
  readonly #secrets = new Map<string, readonly string[]>();
  /** Of all secrets, the longest first: one may begin as another does. */
  #spellings: readonly string[] = [];

  /** One that is replaced again and again makes nobody forget one of another name. */
  learn(name: string, secret: string): void {
    const known = this.#secrets.get(name) ?? [];
    if (known.at(-1) === secret) return;
    this.#secrets.set(name, [...known.filter((one) => one !== secret), secret].slice(-KNOWN));
    const all = new Set([...this.#secrets.values()].flat());
    this.#spellings = [...all].flatMap(spellingsOf).sort((a, b) => b.length - a.length);
  }

  redact(text: string): string {
    return this.#spellings.reduce((left, one) => (left.includes(one) ? left.replaceAll(one, INSTEAD) : left), text);
  }
}
