import { PipelineError } from '../../core/errors.ts';

/** Something to be logged by whoever reads the configuration. */
export interface Note {
  readonly level: 'info' | 'warn';
  readonly message: string;
}

/** What is found out while a configuration is read, so that all of it is told at once. */
export class Findings {
  readonly #errors: string[] = [];
  readonly #warnings: string[] = [];
  readonly #idle = new Set<string>();

  error(message: string): void {
    this.#errors.push(message);
  }

  warn(message: string): void {
    this.#warnings.push(message);
  }

  /** A key that is right, and means nothing here. */
  idle(key: string): void {
    this.#idle.add(key);
  }

  /** @throws PipelineError CONFIG if there was any error */
  check(): void {
    if (this.#errors.length > 0) throw new PipelineError('CONFIG', this.#errors.join(' '));
  }

  notes(): readonly Note[] {
    const warnings = this.#warnings.map((message): Note => ({ level: 'warn', message }));
    if (this.#idle.size === 0) return warnings;
    const message = `Without effect, as Millrace needs no such setting: ${[...this.#idle].join(', ')}.`;
    return [...warnings, { level: 'info', message }];
  }
}
