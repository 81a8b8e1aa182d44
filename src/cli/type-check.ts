import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** As strict as pipelines are meant to be read: what is inferred must fit. */
const STRICT = [
  ...['--noEmit', '--ignoreConfig', '--pretty', 'false', '--skipLibCheck', '--strict', '--noUncheckedIndexedAccess'],
  ...['--target', 'es2024', '--lib', 'es2024,esnext', '--module', 'nodenext', '--types', 'node'],
  ...['--allowImportingTsExtensions', '--resolveJsonModule'],
];

export interface TypeErrors {
  /** By file, one of those that were asked for or one that they import: `line 12: Type … is not assignable to …`. */
  readonly of: ReadonlyMap<string, readonly string[]>;
  /** Files that were asked for and whose types nobody has judged, each with those it imports that cannot be parsed. */
  readonly unjudged: ReadonlyMap<string, readonly string[]>;
  /** Why the compiler could not do its work, where it could not. */
  readonly failure?: string;
}

/**
 * What the TypeScript compiler finds wrong in these files; Node itself only strips the types. The compiler is the one
 * beside them, else the one beside millrace; undefined where there is none.
 */
export async function typeErrors(paths: readonly string[]): Promise<TypeErrors | undefined> {
  const [first] = paths;
  if (first === undefined) return NOTHING;
  const compiler = compilerFor(dirname(first)) ?? compilerFor(import.meta.dirname);
  return compiler === undefined ? undefined : judged(paths, compiler);
}

const NOTHING: TypeErrors = { of: new Map(), unjudged: new Map() };

/** The compiler judges no type of any file while it cannot parse one: what does not need that one is given it anew. */
async function judged(paths: readonly string[], compiler: string): Promise<TypeErrors> {
  if (paths.length === 0) return NOTHING;
  const found = await compiled(paths, compiler);
  if (found.of.size === 0) return found;
  const { of } = await compiled(['--noCheck', ...paths], compiler);
  if (of.size === 0) return found;
  const rest = paths.filter((path) => !of.has(path));
  const [first] = rest;
  if (first !== undefined && paths.length === 1) return { of, unjudged: new Map([[first, [...of.keys()]]]) };
  // Where they only import it, one of them may do without.
  const parts = rest.length < paths.length ? [rest] : rest.map((path) => [path]);
  let all: TypeErrors = { ...NOTHING, of };
  for (const part of parts) all = joined(all, await judged(part, compiler));
  return all;
}

const joined = (a: TypeErrors, b: TypeErrors): TypeErrors => ({
  ...a,
  ...b,
  of: new Map([...a.of, ...b.of]),
  unjudged: new Map([...a.unjudged, ...b.unjudged]),
});

async function compiled(args: readonly string[], compiler: string): Promise<TypeErrors> {
  const cwd = dirname(compiler); // where it looks for @types
  const child = spawn(process.execPath, [compiler, ...STRICT, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const of = new Map<string, string[]>();
  for (const [, path = '', place, chain = ''] of output.matchAll(ERROR)) {
    const file = resolve(cwd, path);
    of.set(file, [...(of.get(file) ?? []), `line ${place}: ${innermost(chain)}`]);
  }
  if (code === 0 || of.size > 0) return { ...NOTHING, of };
  const [failure = `tsc ended with ${code}`] = /^error .*$/m.exec(output) ?? [];
  return { ...NOTHING, failure };
}

/** A message, and indented under it why that is so, and why that. */
const ERROR = /^(.+)\((\d+),\d+\): error TS\d+: (.*(?:\n\s+\S.*)*)$/gm;

/** The last reason: it names the field, where those above it compare the types that have it with those that do not. */
const innermost = (chain: string): string => chain.slice(chain.lastIndexOf('\n') + 1).trim();

/** Looks where Node would look for it. */
function compilerFor(folder: string): string | undefined {
  const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  if (existsSync(compiler)) return compiler;
  return dirname(folder) === folder ? undefined : compilerFor(dirname(folder));
}
