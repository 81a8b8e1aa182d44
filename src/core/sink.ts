import type { Reason } from './batch.ts';
import type { KeyWrite } from './key-write.ts';
import type { Picture } from './picture.ts';
import type { PartitionId } from './record.ts';
import type { Secret } from './secret.ts';
import type { RunContext } from './source.ts';
import type { Duration } from './time.ts';
import type { ViewChart } from './view-chart.ts';

/** A value on its way out. The same value has the same id each time it is written, whatever crashed in between. */
export interface Output<out T> {
  /** pipeline/partition/record position/n, or for a row view/key/start. */
  readonly id: string;
  readonly value: T;
}

export interface TaskContext extends RunContext {
  readonly pipeline: string;
  readonly partition: PartitionId;
}

/** The rows of a window, kept in the store under `name` inside the commit. */
export interface View<in T> {
  readonly kind: 'view';
  readonly name: string;
  /** How long after its closing a row is kept, measured by the watermark. */
  readonly keep: Duration;
  /** How it is drawn, by the names of the charts, in their order. */
  readonly charts?: { readonly [name: string]: ViewChart };
  /** Says what it takes, to the compiler alone. */
  readonly takes?: (value: T) => void;
}

/** Outside the commit: written and awaited before it, so at least once; final rows only, never called with nothing. */
export interface Sink<in T> {
  /** A log is a source as well, and says so in both places. */
  readonly kind: 'sink' | 'log';
  readonly name: string;
  /** Of a log: where it is. */
  place?(logUrl: string): string;
  /** The text that people get to see of these values; for tests, which show it instead of writing. */
  readonly textOf?: (values: readonly T[]) => string;
  /**
   * For `millrace chaos`: the same writing, to a stand-in that is new, empty and in memory. With it is seen what comes
   * of outputs that are written again behind a crash; without it, only which outputs they are.
   */
  readonly rehearsal?: () => Rehearsal<T>;
  open(task: TaskContext): Promise<Writer<T>>;
}

/** A sink's writer over something that can be looked at. */
export interface Rehearsal<in T> {
  open(): Promise<Writer<T>>;
  /** All that was written to by now, as plain data, maps or sets: to be the same, however often it was written. */
  effect(): unknown;
}

/** An output that a sink can never take. */
export interface Refused {
  /** Where it stands in what was to be written. */
  readonly index: number;
  /** It is too large; what makes a record of it failed, such as a function that gives its key; who gets it will not. */
  readonly reason: Extract<Reason, 'oversize' | 'failed' | 'refused'>;
  /** What was got and what was wanted. */
  readonly detail: string;
}

export interface Writer<in T> {
  /**
   * On return the output is safe: on disk, acknowledged; but for what is given back, which never will be, and becomes
   * a dead letter. Rejects with a WorldError when it may be tried again.
   */
  write(output: readonly Output<T>[]): Promise<readonly Refused[]> | Promise<void>;
  close(): Promise<void>;
}

/** A message to people: composed inside the commit, kept in the outbox with the position, then delivered and marked. */
export interface Messages<in T> {
  readonly kind: 'messages';
  readonly name: string;
  /** Pure. The text is all that is stored and delivered; an empty list says nothing. */
  compose(values: readonly T[]): readonly string[];
  /** What it cannot do without: a run that is not given it is refused before anything starts. */
  readonly secrets?: readonly Secret[];
  /** The same of environment variables that are no secrets. */
  readonly settings?: readonly string[];
  /** What people would get to see, for a run that delivers nothing. Without it: the text as it is stored. */
  show?(body: string): Promise<Shown>;
  /**
   * At least once per id; a receiver that knows the id can tell a repetition. A WorldError is tried again, for ever;
   * anything else ends the run, and stands in front of all later messages until it can be delivered.
   */
  deliver(message: Delivery, context: RunContext): Promise<void>;
}

/** A message on its way to people. */
export interface Delivery {
  readonly id: string;
  readonly body: string;
  /** It may have been delivered before: an attempt to has failed, or an earlier run has left it. */
  readonly again?: boolean;
}

/** A message as people see it. */
export interface Shown {
  readonly text: string;
  readonly pictures: readonly Picture[];
}

/** Plain text under keys, for other readers of the store: written inside the commit, so once for each value. */
export interface Keys<in T> {
  readonly kind: 'keys';
  readonly name: string;
  /** What its keys are made by, where that is a text, which tells them from those of other destinations. */
  readonly template?: string | undefined;
  /** Pure. What throws sets the value aside. */
  write(value: T): KeyWrite;
}

export type Destination<T> = View<T> | Sink<T> | Messages<T> | Keys<T>;
