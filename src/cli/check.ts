import { relative } from 'node:path';
import type { Command } from 'commander';
import { messageOf, PipelineError } from '../core/errors.ts';
import { check, refuseLoop } from '../runtime/check.ts';
import { slipsIn } from '../runtime/schedule/slips.ts';
import { notGiven } from '../runtime/wanted-secrets.ts';
import { chartProblems } from '../views/chart-problems.ts';
import { example } from './example.ts';
import { EXIT } from './failure.ts';
import { loadPipeline, pathOfPipeline } from './load-pipeline.ts';
import { print, say } from './output.ts';
import { pipelineFiles } from './pipeline-files.ts';
import { type Session, sessionOf } from './session.ts';
import { type TypeErrors, typeErrors } from './type-check.ts';

export function checkCommand(program: Command): void {
  program
    .command('check')
    .summary('Say what cannot be right about pipelines.')
    .description(
      'Say what cannot be right about pipelines, their types included, without running them. ' +
        `Exits with ${EXIT.failed} if anything is.`,
    )
    .argument('[pipeline...]', 'names or paths; left out: all that can be run by name')
    .addHelpText('after', example('millrace check', 'millrace check ./pipelines/mine.ts'))
    .action(async (named: readonly string[], _options: object, command: Command) => {
      const pipelines = named.length > 0 ? named : (await pipelineFiles()).map(({ name }) => name);
      const paths = await Promise.allSettled(pipelines.map(pathOfPipeline));
      const found = paths.flatMap((path) => (path.status === 'fulfilled' ? [path.value] : []));
      const wrong = await typeErrors(found);
      const session = sessionOf(command);
      for (const [i, path] of paths.entries()) {
        const name = pipelines[i] ?? '';
        if (path.status === 'rejected') await tell(name, { problems: [messageOf(path.reason)] });
        else await tell(name, await findingsOf(name, wrong ? problemsIn(path.value, wrong) : [], session));
      }
      for (const [path, problems] of wrong?.of ?? []) if (!found.includes(path)) await tell(path, { problems });
      if (wrong?.failure !== undefined) process.exitCode = EXIT.failed;
      const why = wrong ? wrong.failure : 'there is no TypeScript beside these files, or millrace';
      if (why !== undefined) say(`millrace: the types were not checked: ${why}.`);
    });
}

function problemsIn(path: string, { of, unjudged }: TypeErrors): readonly string[] {
  const broken = unjudged.get(path)?.map((file) => relative('', file)) ?? [];
  const because = `types not checked, because this cannot be parsed: ${broken.join(', ')}`;
  return [...(of.get(path) ?? []), ...(broken.length > 0 ? [because] : [])];
}

interface Findings {
  readonly problems: readonly string[];
  /** What may be meant, and hardly is: no reason to refuse it. */
  readonly slips?: readonly string[];
  /** What is wanting here, and may not be where it runs. */
  readonly notes?: readonly string[];
}

async function tell(pipeline: string, { problems, slips = [], notes = [] }: Findings): Promise<void> {
  if (problems.length > 0) process.exitCode = EXIT.failed;
  const verdict = problems.length === 0 ? ' sound' : '';
  const lines = [`${pipeline}:${verdict}`, ...problems, ...slips.map((slip) => `Warning: ${slip}`)];
  await print(`${lines.join('\n  ')}\n`);
  for (const note of notes) say(`millrace: ${pipeline}: ${note}`);
}

/** One file that cannot be loaded is no reason to say nothing of the others. */
async function findingsOf(
  name: string,
  types: readonly string[],
  { logUrl, secrets }: Pick<Session, 'logUrl' | 'secrets'>,
): Promise<Findings> {
  try {
    const pipeline = await loadPipeline(name);
    const problems = [...check(pipeline), ...chartProblems(pipeline)];
    if (problems.length === 0) refuseLoop(pipeline, logUrl);
    const { schedule, notify = [] } = pipeline.options;
    const slips = schedule === undefined || problems.length > 0 ? [] : slipsIn(schedule, pipeline.name);
    const messages = pipeline.destinations.filter((one) => one.kind === 'messages');
    const wanting = problems.length > 0 ? messages : [...messages, ...notify];
    return { problems: [...types, ...problems], slips, notes: notGiven(wanting, secrets) };
  } catch (thrown) {
    if (thrown instanceof PipelineError) return { problems: [...types, messageOf(thrown)] };
    // What the compiler says of it says more than the stack that follows from it.
    if (types.length > 0) return { problems: [...types, `It throws when it is loaded: ${messageOf(thrown)}`] };
    return {
      problems: [`It throws when it is loaded: ${(thrown instanceof Error && thrown.stack) || String(thrown)}`],
    };
  }
}
