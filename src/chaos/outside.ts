import { WorldError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { Destination, Keys, Messages, Output, Refused, Rehearsal, Sink, Writer } from '../core/sink.ts';
import type { Ambient } from './ambient.ts';
import { contentOf, type Lines, timesOf } from './outcome.ts';
import type { Process } from './process.ts';

/** How long it takes to write outside, at most. */
const WRITE = 5;

/** All destinations of a pipeline, each with what it was given. Two may have one name. */
export const outsideOf = ({ destinations }: Pipeline, ambient: Ambient): readonly Outside[] =>
  destinations.map((one, i) => {
    const first = destinations.findIndex(({ name }) => name === one.name) === i;
    return new Outside(first ? one.name : `${one.name}, destination ${i + 1}`, one as Destination<unknown>, ambient);
  });

/** By id, each content that was given under it. */
type ById = Map<string, Set<string>>;

/** A destination of the pipeline, whichever process writes to it: what it was given and told is kept instead. */
export class Outside {
  /** Keys whose values hang on when commits are, and are not compared. */
  readonly displayed = new Set<string>();
  /** Keys that hold what one of the partitions put there last. */
  readonly cached = new Set<string>();
  /** What was made of the values for people to read: as the commits cut them. */
  readonly said: string[] = [];
  readonly #given: ById = new Map();
  readonly #ambient: Ambient;
  readonly #name: string;
  readonly #destination: Destination<unknown>;
  readonly #rehearsal: Rehearsal<unknown> | undefined;

  /** `name`: its own among the destinations of the pipeline. */
  constructor(name: string, destination: Destination<unknown>, ambient: Ambient) {
    this.#name = name;
    this.#destination = destination;
    this.#ambient = ambient;
    this.#rehearsal = 'open' in destination ? destination.rehearsal?.() : undefined;
  }

  /** In the place of the destination; of a plain run there is no process, and nothing fails. */
  instead(process?: Process): Destination<unknown> {
    const destination = this.#destination;
    // No row is forgotten, so that all can be compared.
    if (destination.kind === 'view') return { ...destination, keep: Number.POSITIVE_INFINITY };
    if (destination.kind === 'keys') return this.#keys(destination);
    return 'open' in destination ? this.#sink(destination, process) : this.#messages(destination, process);
  }

  /** What is kept, by what it is. `once`: whether each value was to be told once, and not once in each run of a job. */
  lines(once: boolean): readonly (readonly [of: string, lines: Lines])[] {
    const { kind } = this.#destination;
    const name = this.#name;
    if (kind === 'view' || kind === 'keys') return [];
    const all = (contents: Set<string>) => [...contents].sort().join(', and under the same id ');
    const byId = new Map([...this.#given].map(([id, contents]) => [id, all(contents)]));
    if (kind === 'messages') return [[`told to ${name}`, timesOf(once ? this.#told() : new Set(this.#told()))]];
    const effect = this.#rehearsal && [`effect of ${name}`, new Map([['all', contentOf(this.#rehearsal.effect())]])];
    return [[`written to ${name}`, byId] as const, ...(effect ? [effect as [string, Lines]] : [])];
  }

  /** What came out of the operators, without the ids, which tell the partition: how often each content was there. */
  contents(): readonly (readonly [of: string, lines: Lines])[] {
    const { kind } = this.#destination;
    const name = this.#name;
    if (kind === 'view' || kind === 'keys') return [];
    const contents = kind === 'messages' ? this.#told() : [...this.#given.values()].flatMap((given) => [...given]);
    return [[`given to ${name}`, timesOf(contents)]];
  }

  /** Inside the commit, like a view. */
  #keys(keys: Keys<unknown>): Keys<unknown> {
    const write = (value: unknown) => {
      // Nothing expires, so that all can be compared.
      const { expires: _, ...one } = this.#ambient.within(keys.name, () => keys.write(value));
      if (one.set !== undefined) this.cached.add(one.key);
      else if (one.alone) this.displayed.add(one.key);
      return one;
    };
    return { ...keys, write };
  }

  #told(): readonly string[] {
    return [...this.#given.values()].flatMap((bodies) =>
      [...bodies].flatMap((body) => JSON.parse(body).of as string[]),
    );
  }

  #keep(id: string, content: string): void {
    this.#given.set(id, (this.#given.get(id) ?? new Set()).add(content));
  }

  #sink(sink: Sink<unknown>, process: Process | undefined): Sink<unknown> {
    const open = async () => {
      const writer = await this.#rehearsal?.open();
      const write = (outputs: readonly Output<unknown>[]) => this.#write(sink, writer, outputs, process);
      return { write, close: async () => writer?.close() };
    };
    return { ...sink, open };
  }

  async #write(
    sink: Sink<unknown>,
    writer: Writer<unknown> | undefined,
    outputs: readonly Output<unknown>[],
    process: Process | undefined,
  ): Promise<readonly Refused[]> {
    const { chance } = process?.weather ?? {};
    await process?.step(WRITE, chance?.freeze ?? 0);
    process?.maybeCrash('crash before an outside write', chance?.write ?? 0);
    const torn = process?.faults.crashes('crash within an outside write', chance?.write ?? 0, process);
    const taken = torn ? outputs.slice(0, process?.random.integer(0, outputs.length)) : outputs;
    const text = this.#ambient.within(sink.name, () => sink.textOf?.(taken.map(({ value }) => value)));
    if (text !== undefined) this.said.push(text);
    for (const { id, value } of taken) this.#keep(id, contentOf(value));
    const refused = writer && taken.length > 0 && (await this.#ambient.within(sink.name, () => writer.write(taken)));
    if (torn) throw new WorldError('died within a write');
    process?.maybeCrash('crash after an outside write', chance?.write ?? 0);
    return refused || [];
  }

  /** What is told is cut by the commits: kept are the values, beside what was composed of them. */
  #messages({ kind, name, compose }: Messages<unknown>, process: Process | undefined): Messages<unknown> {
    const composed = (values: readonly unknown[]) => {
      const bodies = this.#ambient.within(name, () => compose(values));
      this.said.push(...bodies);
      return [JSON.stringify({ of: values.map(contentOf), bodies })];
    };
    const deliver: Messages<unknown>['deliver'] = async ({ id, body }) => {
      await process?.step(WRITE, 0);
      this.#keep(id, body);
      if (process?.faults.strikes('message told, unheard', process.weather.chance.write)) {
        throw new WorldError('nobody answered');
      }
    };
    return { kind, name, compose: composed, deliver };
  }
}
