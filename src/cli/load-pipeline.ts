import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { importCopy } from './import-copy.ts';
import { pipelineFiles } from './pipeline-files.ts';

/**
 * The pipeline of that name, or in the file of that path. Errors with MISSING where there is none, with CONFIG where
 * the file cannot be loaded or exports something else; what the file itself throws is for its author, stack and all.
 * `copy`: the file is run once more for each number, its variables as at the start of a process.
 */
export async function loadPipeline(nameOrPath: string, copy?: number): Promise<Pipeline> {
  const path = await pathOfPipeline(nameOrPath);
  const pipeline = await pipelineIn(path, copy);
  if (!isName(nameOrPath) || pipeline.name === nameOrPath) return pipeline;
  throw new PipelineError(
    'CONFIG',
    `${path} declares a pipeline named "${pipeline.name}". Give the file and the pipeline the same name.`,
  );
}

/** The file of a pipeline. Errors with MISSING where there is none. */
export async function pathOfPipeline(nameOrPath: string): Promise<string> {
  const path = resolve(nameOrPath);
  if (!isName(nameOrPath)) {
    if (existsSync(path)) return path;
    throw new PipelineError('MISSING', `There is no pipeline file ${path}.`);
  }
  const files = await pipelineFiles();
  const file = files.find(({ name }) => name === nameOrPath);
  if (file) return file.path;
  throw new PipelineError(
    'MISSING',
    `There is no pipeline "${nameOrPath}" (pipelines/${nameOrPath}.ts). ` +
      `There is: ${files.map(({ name }) => name).join(', ')}; or say the path of a file.`,
  );
}

const isName = (nameOrPath: string): boolean => /^[\w-]+$/.test(nameOrPath);

export async function pipelineIn(path: string, copy?: number): Promise<Pipeline> {
  if (!statSync(path).isFile()) throw new PipelineError('CONFIG', `${path} is no file: name that of a pipeline in it.`);
  const { default: exported }: { readonly default?: unknown } = await load(path, copy);
  if (isPipeline(exported)) return exported;
  throw new PipelineError(
    'CONFIG',
    `${path} has as its default export ${describe(exported)}, wanted a pipeline: ` +
      "export default pipeline('name').from(…).pipe(…).to(…).",
  );
}

async function load(path: string, copy?: number): Promise<{ readonly default?: unknown }> {
  const { href } = pathToFileURL(path);
  try {
    return await (copy === undefined ? import(href) : importCopy(href, copy));
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    // Node names the place on a line of its own above the message, where it knows it.
    const [place = ''] = (thrown.stack ?? '').split('\n');
    const where = /:\d+$/.test(place) ? place.replace(/^file:\/\//, '') : path;
    throw new PipelineError('CONFIG', `${where} cannot be loaded: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** Not even begun to run: bad syntax, or an import that leads nowhere. */
const isUnreadable = (thrown: unknown): thrown is Error =>
  thrown instanceof SyntaxError ||
  (thrown instanceof Error &&
    'code' in thrown &&
    /^ERR_(MODULE|UNSUPPORTED|UNKNOWN|INVALID_TYPE|IMPORT)/.test(`${thrown.code}`));

function isPipeline(exported: unknown): exported is Pipeline {
  if (typeof exported !== 'object' || exported === null) return false;
  const { name, source, operators, destinations } = exported as { readonly [field: string]: unknown };
  return (
    typeof name === 'string' && typeof source === 'object' && Array.isArray(operators) && Array.isArray(destinations)
  );
}

function describe(exported: unknown): string {
  if (exported === undefined) return 'nothing';
  if (typeof exported !== 'object' || exported === null) return `a ${typeof exported}`;
  if ('to' in exported) return 'a pipeline without a destination';
  return 'from' in exported ? 'a pipeline without a source' : 'another object';
}
