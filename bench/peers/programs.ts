import { join } from 'node:path';
import { messageOf } from '../../src/core/errors.ts';
import { node, type Program, ROOT } from '../measured.ts';
import type { Claims } from './agreement.ts';
import { builtSimdjson } from './simdjson.ts';

export interface Peer extends Program, Claims {}

interface Peers {
  /** By name; ours first, whose rows all others must have found. */
  readonly programs: Readonly<Record<string, Peer>>;
  /** What is not there, and why: a sentence each. */
  readonly absent: readonly string[];
}

/** The programs that make the rows of usd-per-minute out of a log. What must be built is built into `folder`. */
export async function peersOf(log: string, folder: string): Promise<Peers> {
  const file = (name: string) => join(ROOT, 'bench/programs', name);
  const replay = (pipeline: string) =>
    node(join(ROOT, 'bin/millrace.js'), 'replay', pipeline, '--log', `file:${log}`, '--json');
  const floats = { amounts: 'floats', dollars: 'as ours' } as const;
  const exact = { amounts: 'exact', dollars: 'as ours' } as const;
  const absent: string[] = [];

  const duckdb = await import('@duckdb/node-api').then(
    () => ({
      DuckDB: { ...node(file('duckdb.ts'), log), ...floats },
      'DuckDB, no dollars': {
        ...node(file('duckdb.ts'), log, '--no-dollars'),
        ...({ amounts: 'floats', dollars: 'none' } as const),
      },
    }),
    (thrown) => absent.push(`DuckDB is left out: ${messageOf(thrown).split('\n')[0]}.`) && {},
  );
  const built = await builtSimdjson(folder);
  if ('absent' in built) absent.push(`simdjson is left out: ${built.absent}.`);
  return {
    programs: {
      'Millrace, columns': { ...replay('usd-per-minute'), ...exact },
      'Millrace, objects': { ...replay(file('lambdas.ts')), ...exact },
      'naive RxJS': { ...node(file('naive.ts'), log), amounts: 'floats', dollars: 'of the last tick' },
      '@most/core': { ...node(file('most.ts'), log), ...floats },
      'Effect Stream': { ...node(file('effect.ts'), log), ...floats },
      'Node streams': { ...node(file('node-streams.ts'), log), ...floats },
      ...duckdb,
      ...('path' in built && { 'simdjson, C++': { command: built.path, args: [log], ...floats } }),
    },
    absent,
  };
}
