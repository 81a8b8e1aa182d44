import { messageOf } from '../../core/errors.ts';
import { shown } from '../../market/fields.ts';
import type { Findings } from './findings.ts';
import type { Kind } from './kinds.ts';

export type Kinds = { readonly [key: string]: Kind<unknown> };
/** What to do in place of each key that is refused; `key.anything` is refused with `key`. */
export type Refused = { readonly [key: string]: string };

/** An object of a configuration file, whose keys are asked for one by one; what nobody asked for is unknown. */
export class Section {
  /** Such as `agent.json: flows[0]`. */
  readonly name: string;
  readonly #prefix: string;
  readonly #file: string;
  readonly #at: string;
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly #asked = new Set<string>();
  readonly #findings: Findings;

  constructor(findings: Findings, file: string, at: string, fields: object) {
    this.name = at === '' ? file : `${file}: ${at}`;
    this.#prefix = at === '' ? `${file}: ` : `${this.name}.`;
    this.#file = file;
    this.#at = at;
    this.#fields = new Map(Object.entries(fields));
    this.#findings = findings;
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  /** Undefined where it is not there, or is not right, which is told then. */
  get<T>(key: string, kind: Kind<T>): T | undefined {
    return this.has(key) ? this.need(key, kind) : undefined;
  }

  need<T>(key: string, kind: Kind<T>): T | undefined {
    this.#asked.add(key);
    const value = this.#fields.get(key);
    try {
      const read = kind.read(value);
      if (read === undefined) this.#unlike(key, value, kind);
      return read;
    } catch (thrown) {
      this.#unlike(key, value, kind, messageOf(thrown));
      return undefined;
    }
  }

  or<T>(key: string, kind: Kind<T>, fallback: T): T {
    return this.get(key, kind) ?? fallback;
  }

  /** Keys that may stand there, and mean nothing here. */
  idle(kinds: Kinds): void {
    for (const [key, kind] of Object.entries(kinds)) {
      if (this.get(key, kind) !== undefined) this.#findings.idle(key);
    }
  }

  refuse(refused: Refused): void {
    for (const key of this.#fields.keys()) {
      const [, instead] = Object.entries(refused).find(([name]) => key === name || key.startsWith(`${name}.`)) ?? [];
      if (instead === undefined) continue;
      this.#asked.add(key);
      this.error(`${this.#prefix}${key} is what Millrace does not do: ${instead}.`);
    }
  }

  /** The object under a key. */
  section(key: string, wanted: string): Section | undefined {
    const value = this.get(key, { wanted, read: asObject });
    return value && this.#inner(key, value);
  }

  /** The objects of the list under a key; undefined where there is no such list. */
  sections(key: string): readonly Section[] | undefined {
    const list = this.get(key, { wanted: 'a list', read: (value) => (Array.isArray(value) ? value : undefined) });
    return list?.flatMap((value: unknown, i) => {
      const fields = asObject(value);
      if (fields) return [this.#inner(`${key}[${i}]`, fields)];
      this.#unlike(`${key}[${i}]`, value, { wanted: 'an object' });
      return [];
    });
  }

  error(message: string): void {
    this.#findings.error(message);
  }

  /** Warns of all that nobody asked for. */
  close(why = 'is no key of the agent, and is ignored'): void {
    for (const key of this.#fields.keys()) {
      if (!this.#asked.has(key)) this.#findings.warn(`${this.#prefix}${key} ${why}.`);
    }
  }

  #inner(at: string, fields: object): Section {
    return new Section(this.#findings, this.#file, this.#at === '' ? at : `${this.#at}.${at}`, fields);
  }

  #unlike(key: string, value: unknown, kind: Pick<Kind<unknown>, 'wanted' | 'secret'>, why?: string): void {
    const got = kind.secret && value !== undefined ? 'not shown' : shown(value);
    const told = why === undefined ? '' : ` (${why.replace(/\.$/, '')})`;
    this.error(`${this.#prefix}${key} is ${got}; it must be ${kind.wanted}${told}.`);
  }
}

export const asObject = (value: unknown): object | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
