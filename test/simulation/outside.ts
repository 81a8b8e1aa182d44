import { WorldError } from '../../src/core/errors.ts';
import type { Messages, Output, Sink } from '../../src/core/sink.ts';
import type { Trade } from '../../src/market/trade.ts';
import type { Random } from '../support/random.ts';
import { differences } from './differences.ts';
import type { Process } from './process.ts';

type ById = Map<string, Set<string>>;

/** What a pipeline has written outside and said to people, whichever of its processes did: by id, each content. */
export class Outside {
  readonly #written: ById = new Map();
  readonly #told: ById = new Map();
  readonly #chaos: Random;

  constructor(chaos: Random) {
    this.#chaos = chaos;
  }

  /** Takes what it is given in parts, and fails between them. */
  sink({ clock, faults }: Process): Sink<Trade> {
    const write = async (output: readonly Output<Trade>[]) => {
      await clock.sleep(this.#chaos.integer(0, 5));
      const upTo = faults.on && this.#chaos.chance(0.05) ? this.#chaos.integer(0, output.length) : undefined;
      for (const { id, value } of output.slice(0, upTo)) add(this.#written, id, nameOf(value));
      if (upTo !== undefined) throw new WorldError('the sink failed half-way');
    };
    return { kind: 'sink', name: 'outside', open: async () => ({ write, close: async () => {} }) };
  }

  /** Is told, or is not, and either way may not answer. */
  people({ clock, faults }: Process): Messages<Trade> {
    return {
      kind: 'messages',
      name: 'people',
      compose: (values) => [values.map(nameOf).join('\n')],
      deliver: async ({ id, body }) => {
        await clock.sleep(this.#chaos.integer(0, 20));
        if (faults.on && this.#chaos.chance(0.05)) throw new WorldError('nobody heard it');
        add(this.#told, id, body);
        if (faults.on && this.#chaos.chance(0.05)) throw new WorldError('nobody answered');
      },
    };
  }

  /** What is wrong, where `passed` is what came out of the operators. */
  problems(passed: readonly string[]): string[] {
    const written = [...this.#written.values()].flatMap((set) => [...set]);
    const told = [...this.#told.values()].flatMap((bodies) => [...bodies].flatMap((body) => body.split('\n')));
    return [
      ...[...this.#written, ...this.#told].filter(([, set]) => set.size > 1).map(([id]) => `${id} has two contents`),
      ...differences('written', passed, written),
      // A store that was rolled back makes others of the messages that were told before.
      ...differences('told', [...new Set(passed)], [...new Set(told)]),
    ];
  }
}

const add = (byId: ById, id: string, content: string): void => {
  byId.set(id, (byId.get(id) ?? new Set()).add(content));
};

/** As the oracle names what passes. */
const nameOf = ({ symbol, id }: Trade): string => `${symbol} ${id}`;
