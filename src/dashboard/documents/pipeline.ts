import { PipelineError } from '../../core/errors.ts';
import { type Pipeline, windowOf } from '../../core/pipeline.ts';
import { shortened } from '../../core/shortened.ts';
import { printable } from '../../core/table.ts';
import type { DeadLetter } from '../../store/store.ts';
import { reckoning } from '../../views/reckoning.ts';
import type { Stored } from '../stored.ts';
import type { World } from '../world.ts';
import type { Document } from './document.ts';
import type { PipelineDocument, ShownCounts, ShownLetter } from './pipeline-shapes.ts';
import { readPipeline } from './shown-pipeline.ts';
import { runnerOf } from './standing.ts';

/** Partitions that are shown, at most; a log that was split often leaves many that have ended. */
const ROSTER = 200;
/** Dead letters that are looked through for samples, and samples of each reason. */
const LETTERS = 200;
const SAMPLES = 3;
/** Characters of a sample's bytes, and of what was said of it. */
const TEXT = 300;

/** One pipeline: `?name=`. */
export const pipeline = {
  async read(world, { name }): Promise<PipelineDocument> {
    const one = pipelineNamed(world, name);
    const { shown, stored, partitions } = await readPipeline(world, one);
    const letters = stored ? await world.store.deadLetters(one.name, { limit: LETTERS, newest: true }) : [];
    const { holder } = stored ?? {};
    return {
      ...shown,
      version: stored?.registered.scope.version ?? null,
      holder: holder ? runnerOf(holder) : null,
      roster: partitions.toSorted((a, b) => Number(a.ended) - Number(b.ended)).slice(0, ROSTER),
      counts: countsOf(one, stored),
      rejected: rejectedOf(stored, letters),
      forgotten: stored ? await world.store.forgottenLetters(one.name) : 0,
    };
  },
  follows: (world, { name }) => [pipelineNamed(world, name).name],
} satisfies Document;

/** A PipelineError MISSING where none is known by that name. */
function pipelineNamed({ pipelines, unloaded }: World, wanted = ''): Pipeline {
  const found = pipelines.find(({ name }) => name === wanted);
  if (found) return found;
  const broken = unloaded.find(({ name }) => name === wanted);
  const why = broken ? `Its file cannot be loaded: ${broken.problem}` : 'The page /pipelines lists those there are.';
  throw new PipelineError('MISSING', `There is no pipeline ${shortened(printable(wanted), 100)} here. ${why}`);
}

function countsOf(of: Pipeline, stored: Stored | undefined): ShownCounts {
  const { records, received, folded, duplicates, filtered, setAside, holds } = reckoning(stored?.counts ?? {});
  const rest = { records, received, duplicates, filtered, setAside };
  if (windowOf(of)) return { ...rest, came: 'folded', through: folded, holds };
  const through = received - duplicates - filtered - setAside;
  return { ...rest, came: 'passed on', through, holds: through >= 0 };
}

function rejectedOf(stored: Stored | undefined, letters: readonly DeadLetter[]): PipelineDocument['rejected'] {
  const byReason = Map.groupBy(letters, ({ reason }): string => reason);
  return reckoning(stored?.counts ?? {})
    .rejected.toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => ({
      reason,
      count,
      samples: (byReason.get(reason) ?? []).slice(0, SAMPLES).map(letterOf),
    }));
}

const letterOf = ({ number, partition, position, operator, detail, data }: DeadLetter): ShownLetter => ({
  number,
  partition,
  position: shortened(position, TEXT),
  operator,
  detail: shortened(printable(detail), TEXT),
  text: shortened(printable(new TextDecoder().decode(data.subarray(0, 2 * TEXT))), TEXT),
});
