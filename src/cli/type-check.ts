import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

/** As strict as pipelines are meant to be read: what is inferred must fit. */
const STRICT = [
  ...['--noEmit', '--ignoreConfig', '--pretty', 'false', '--skipLibCheck', '--strict', '--noUncheckedIndexedAccess'],
  ...['--target', 'es2024', '--lib', 'es2024,esnext', '--module', 'nodenext', '--types', 'node'],
  ...['--allowImportingTsExtensions', '--resolveJsonModule'],
];

export interface TypeError {
  readonly path: string;
  /** `12: Type … is not assignable to …`. */
  readonly message: string;
}

/**
 * What the TypeScript compiler finds wrong in these files; Node itself only strips the types. Undefined where no
 * compiler is installed beside them.
 */
export async function typeErrors(paths: readonly string[]): Promise<readonly TypeError[] | undefined> {
  const [first] = paths;
  const compiler = first === undefined ? undefined : compilerFor(dirname(first));
  if (compiler === undefined) return undefined;
  const child = spawn(process.execPath, [compiler, ...STRICT, ...paths], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = (await text(child.stdout)).split('\n');
  return lines.flatMap((line) => {
    const [, path = '', place, message] = /^(.+)\((\d+),\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    return paths.includes(resolve(path)) ? [{ path: resolve(path), message: `line ${place}: ${message}` }] : [];
  });
}

/** Looks where Node would look for it. */
function compilerFor(folder: string): string | undefined {
  const compiler = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  if (existsSync(compiler)) return compiler;
  return dirname(folder) === folder ? undefined : compilerFor(dirname(folder));
}
