import type { Picture } from './picture.ts';
import type { Secret, Secrets } from './secret.ts';
import type { Logger } from './source.ts';
import type { Clock, Duration, Millis } from './time.ts';

/** Why people are told: how a run ended after the one before it. */
export type Occasion = 'failed' | 'still failing' | 'fixed' | 'succeeded';

/** What there is to tell. */
export interface Notice {
  /** The same one each time that it is told. */
  readonly id: string;
  readonly occasion: Occasion;
  /** The job. */
  readonly of: string;
  /** When it happened. */
  readonly at: Millis;
  readonly run: { readonly number: number; readonly cause: string; readonly duration: Duration };
  /** In a line: what it failed of. */
  readonly detail?: string;
  /** The last lines that the run has logged. */
  readonly log: string;
  readonly pictures: readonly Picture[];
}

export interface NotifyContext {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly signal: AbortSignal;
}

/** A way to tell people. One that fails is logged, and never fails what it tells of. */
export interface Notifier {
  /** Such as `mail to ops@example.com`. */
  readonly name: string;
  /** On what it is told. */
  readonly on: readonly Occasion[];
  /** What it cannot do without. */
  readonly secrets?: readonly Secret[];
  /** The same of environment variables that are no secrets. */
  readonly settings?: readonly string[];
  notify(notice: Notice, context: NotifyContext): Promise<void>;
}
