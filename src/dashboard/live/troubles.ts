import { type ErrorCode, messageOf, PipelineError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import type { Clock, Millis } from '../../core/time.ts';

/** Why a document may be old, in words for its reader, and since when. */
export interface Trouble {
  readonly trouble: string;
  /** WORLD is the store's; a bug has none. */
  readonly code?: ErrorCode;
  readonly since: Millis;
}

/** What may fail of a source: to read it, or what tells of its changes, the first one being 0. */
export type Part = 'read' | number;

/** What a document is read in. */
export interface LiveWorld {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes secrets out of what is told. */
  readonly redact?: (text: string) => string;
}

/** What fails of a document's source at present. Each time that something does is logged once, and so is its end. */
export class Troubles {
  readonly #fields: object;
  readonly #world: LiveWorld;
  readonly #changed: () => void;
  readonly #troubles = new Map<Part, Trouble>();
  /** What has been logged: what users can read, or a bug. */
  #logged: 'warn' | 'error' | undefined;

  /** @param changed Called whenever `now` is another. */
  constructor(name: string, world: LiveWorld, changed: () => void) {
    this.#fields = { document: name };
    this.#world = world;
    this.#changed = changed;
  }

  /** The one that has lasted longest. */
  get now(): Trouble | undefined {
    return this.#troubles.values().next().value;
  }

  failed(part: Part, thrown: unknown): void {
    const { clock, logger, redact = (text) => text } = this.#world;
    const level = thrown instanceof PipelineError ? 'warn' : 'error';
    if (this.#logged !== level && this.#logged !== 'error') {
      this.#logged = level;
      const stack = level === 'error' && thrown instanceof Error ? thrown.stack : undefined;
      const told = { reason: redact(messageOf(thrown)), ...(stack !== undefined && { stack: redact(stack) }) };
      logger[level]({ ...this.#fields, ...told }, 'a document cannot be read: trying again');
    }
    const before = this.now;
    const since = this.#troubles.get(part)?.since ?? clock.now();
    const code = thrown instanceof PipelineError ? { code: thrown.code } : {};
    this.#troubles.set(part, { trouble: redact(wordsFor(thrown)), ...code, since });
    if (this.now?.trouble !== before?.trouble) this.#changed();
  }

  well(part: Part): void {
    const before = this.now;
    if (!this.#troubles.delete(part)) return;
    if (this.#troubles.size === 0) {
      this.#logged = undefined;
      this.#world.logger.info(this.#fields, 'the document can be read again');
    }
    if (this.now !== before) this.#changed();
  }
}

/** The message of what is meant for a user; of anything else nobody knows what it gives away. */
const wordsFor = (thrown: unknown): string =>
  thrown instanceof PipelineError ? thrown.message : 'something went wrong in the dashboard; its log says what';
