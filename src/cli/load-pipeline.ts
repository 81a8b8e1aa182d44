import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { pipelineFiles } from './pipeline-files.ts';

/**
 * The pipeline of that name, or in the file of that path. Errors with MISSING where there is none, with CONFIG where
 * the file cannot be loaded or exports something else; what the file itself throws is for its author, stack and all.
 */
export async function loadPipeline(nameOrPath: string): Promise<Pipeline> {
  if (!/^[\w-]+$/.test(nameOrPath)) return pipelineIn(resolve(nameOrPath));
  const files = await pipelineFiles();
  const file = files.find(({ name }) => name === nameOrPath);
  if (!file) {
    const names = files.map(({ name }) => name).join(', ');
    throw new PipelineError(
      'MISSING',
      `There is no pipeline "${nameOrPath}" (pipelines/${nameOrPath}.ts). ` +
        `There is: ${names}; or say the path of a file.`,
    );
  }
  const pipeline = await pipelineIn(file.path);
  if (pipeline.name === nameOrPath) return pipeline;
  throw new PipelineError(
    'CONFIG',
    `${file.path} declares a pipeline named "${pipeline.name}". Give the file and the pipeline the same name.`,
  );
}

export async function pipelineIn(path: string): Promise<Pipeline> {
  if (!existsSync(path)) throw new PipelineError('MISSING', `There is no pipeline file ${path}.`);
  const { default: exported }: { readonly default?: unknown } = await load(path);
  if (isPipeline(exported)) return exported;
  throw new PipelineError(
    'CONFIG',
    `${path} has as its default export ${describe(exported)}, wanted a pipeline: ` +
      "export default pipeline('name').from(…).pipe(…).to(…).",
  );
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown;
    const [place] = (thrown.stack ?? '').split('\n');
    const where = place?.startsWith('file:') ? ` (${place})` : '';
    throw new PipelineError('CONFIG', `${path} cannot be loaded: ${messageOf(thrown)}${where}`, { cause: thrown });
  }
}

/** Not even begun to run: bad syntax, or an import that leads nowhere. */
const isUnreadable = (thrown: unknown): thrown is Error =>
  thrown instanceof SyntaxError ||
  (thrown instanceof Error &&
    'code' in thrown &&
    /^ERR_(MODULE|UNSUPPORTED|UNKNOWN|INVALID_TYPE)/.test(`${thrown.code}`));

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
