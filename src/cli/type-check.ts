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
  /** Why the compiler could not do its work, where it could not. */
  readonly failure?: string;
}

/**
 * What the TypeScript compiler finds wrong in these files; Node itself only strips the types. The compiler is the one
 * beside them, else the one beside millrace; undefined where there is none.
 */
export async function typeErrors(paths: readonly string[]): Promise<TypeErrors | undefined> {
  const [first] = paths;
  if (first === undefined) return { of: new Map() };
  const compiler = compilerFor(dirname(first)) ?? compilerFor(import.meta.dirname);
  if (compiler === undefined) return undefined;
  const cwd = dirname(compiler); // where it looks for @types
  const child = spawn(process.execPath, [compiler, ...STRICT, ...paths], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const of = new Map<string, string[]>();
  for (const [, path = '', place, chain = ''] of output.matchAll(ERROR)) {
    const file = resolve(cwd, path);
    of.set(file, [...(of.get(file) ?? []), `line ${place}: ${innermost(chain)}`]);
  }
  const [failure = `tsc ended with ${code}`] = /^error .*$/m.exec(output) ?? [];
  return code === 0 || of.size > 0 ? { of } : { of, failure };
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
