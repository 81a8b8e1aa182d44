import { messageOf } from '../core/errors.ts';
import { Findings, type Note } from './config/findings.ts';
import { type FlowConfig, flowIn } from './config/flow-config.ts';
import { type GlobalConfig, globalIn } from './config/global-config.ts';
import { asObject, Section } from './config/section.ts';
import { uncommented } from './config/uncommented.ts';

/** A configuration file of the Amazon Kinesis Agent. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

export interface AgentConfig extends GlobalConfig {
  readonly flows: readonly FlowConfig[];
  /** To be logged. */
  readonly notes: readonly Note[];
}

/**
 * Reads `agent.json`, and what is in `agent.d` as `extras`: of those, the flows alone.
 * @throws PipelineError CONFIG that tells of all that is not right
 */
export function agentConfig(main: ConfigFile, extras: readonly ConfigFile[] = []): AgentConfig {
  const findings = new Findings();
  const file = sectionOf(main, findings);
  const global = globalIn(file);
  const flows = flowsIn(file, extras.length === 0);
  file.close();
  for (const extra of extras) {
    const section = sectionOf(extra, findings);
    flows.push(...flowsIn(section, true));
    section.close(`is ignored: beside flows, only ${main.path} is read`);
  }
  refuseTwins(flows, findings);
  findings.check();
  return { ...global, flows: flows.map(({ flow }) => flow), notes: findings.notes() };
}

function sectionOf({ path, text }: ConfigFile, findings: Findings): Section {
  const fields = asObject(parsed(path, text, findings));
  if (!fields) findings.error(`${path} holds no JSON object; it must be such as { "flows": [] }.`);
  findings.check(); // nothing else of such a file can be told
  return new Section(findings, path, '', fields ?? {});
}

function parsed(path: string, text: string, findings: Findings): unknown {
  try {
    return JSON.parse(uncommented(text));
  } catch (thrown) {
    // Its message goes on with a part of the text, which may be a part of a secret.
    const what = messageOf(thrown).replace(/, (?:\.\.\.)?".*| in JSON(?= at)/gs, '');
    const comments = /^\s*#/m.test(text) ? ' Comments begin with //.' : '';
    findings.error(`${path} is no JSON: ${what}.${comments}`);
    findings.check();
    return undefined;
  }
}

interface Named {
  /** Where it was read. */
  readonly name: string;
  readonly flow: FlowConfig;
}

function flowsIn(file: Section, needed: boolean): Named[] {
  const sections = file.sections('flows');
  if (needed && !file.has('flows')) file.error(`${file.name}: flows is missing; it must be ${WANTED}.`);
  if (needed && sections?.length === 0) file.error(`${file.name}: flows is empty; it must be ${WANTED}.`);
  return (sections ?? []).flatMap((section) => {
    const flow = flowIn(section);
    return flow ? [{ name: section.name, flow }] : [];
  });
}
const WANTED = 'a list such as [{ "filePattern": "/tmp/app.log*", "kinesisStream": "crypto" }]';

function refuseTwins(flows: readonly Named[], findings: Findings): void {
  const names = new Map<string, string>();
  for (const { name, flow } of flows) {
    const first = names.get(flow.id);
    if (first === undefined) names.set(flow.id, name);
    else {
      findings.error(`${name} has the filePattern and the kinesisStream of ${first}; remove one of the two.`);
    }
  }
}
