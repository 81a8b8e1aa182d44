import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AgentConfig, agentConfig, type ConfigFile } from '../../agent/agent.ts';
import { messageOf, PipelineError } from '../../core/errors.ts';

/** Reads the agent's configuration, and the files of further flows in the folder `agent.d` beside it. */
export function configAt(path: string): AgentConfig {
  const folder = join(dirname(path), 'agent.d');
  // As the agent itself does, every file there, whatever it is called.
  const extras = namesIn(folder).toSorted();
  return agentConfig(
    fileAt(path),
    extras.map((name) => fileAt(join(folder, name))),
  );
}

function fileAt(path: string): ConfigFile {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch (thrown) {
    const code = codeOf(thrown) === 'ENOENT' ? 'MISSING' : 'CONFIG';
    const todo = 'Name the configuration of a Kinesis Agent: --config agent.json.';
    throw new PipelineError(code, `${path} cannot be read: ${messageOf(thrown)}. ${todo}`, { cause: thrown });
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return [];
    throw new PipelineError('CONFIG', `${folder} cannot be read: ${messageOf(thrown)}.`, { cause: thrown });
  }
}

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
