import type { Pipeline } from '../core/pipeline.ts';
import { firstDifference, type Outcome } from './outcome.ts';
import { DISPLAYED, exactlyOf, outcomeOf, SAID } from './outcomes.ts';
import { type Manner, plain, type Subject } from './plain.ts';
import { oneOf, type Prepared } from './prepare.ts';

/** How often a log is interrupted to see what comes of a restart. */
const RESTARTS = 12;
/** The worlds in which its module is loaded: their clocks are years apart, on either side of today. */
const STARTS = [0, 1, 2, 3];

/**
 * What is impure about a pipeline, each in one sentence: found by folding the whole log again without any fault, first
 * in the same world, then with another clock, in another time zone, cut into other reads, and with the process begun
 * anew. Empty for one that is a function of its log.
 */
export async function impurities({ subject, entries, whole, load }: Prepared): Promise<readonly string[]> {
  const { ambient, pipeline } = subject;
  const folded = async (seed: number, one: Subject = subject, manner?: Manner) => {
    ambient.begin(seed);
    return plain(one, [oneOf(entries)], manner);
  };
  const differs = async (seed: number, one: Subject = subject, manner?: Manner) =>
    firstDifference(whole, exactlyOf(one, await folded(seed, one, manner))) !== undefined;
  const loaded = async (seed = 0): Promise<Pipeline> => {
    ambient.begin(seed);
    ambient.enter(MODULE);
    try {
      return await load();
    } finally {
      ambient.leave();
    }
  };
  const begun = async (seed?: number): Promise<Subject> => ({ ...subject, pipeline: await loaded(seed) });

  const found: string[] = [];
  const again = await differs(0);
  if (again) found.push((await differs(0, await begun())) ? UNTOLD : VARIABLE);
  const elsewhere = await differs(1);
  const asked = ambient.asked.filter(({ what }) => !what.endsWith(MODULE));
  found.push(...asked.map(({ what, instead }) => `${what}: ${elsewhere && !again ? CHANGES : LEFT} ${instead}`));
  // One that is another each time says nothing about the rest.
  if (found.length > 0) return found;
  if (elsewhere) return [UNTOLD];
  if (await ambient.abroad(() => differs(0))) found.push(ZONE);
  for (const seed of STARTS) {
    if (found.length === 0 && (await differs(0, await begun(seed)))) found.push(STARTED);
  }
  if (await differs(0, subject, { cut: 1 })) found.push(READS);
  if (found.length > 0 || pipeline.source.bounded) return found;
  const cut = Math.max(1, Math.ceil(entries.length / RESTARTS));
  const restarted = outcomeOf(subject, await folded(0, await begun(), { cut, restarted: loaded }));
  return firstDifference(withoutEffects(whole), restarted) ? [RESTARTED] : [];
}

/** What sinks make of what they are given is seen under faults. */
const withoutEffects = (whole: Outcome): Outcome =>
  new Map([...whole].filter(([of]) => of !== DISPLAYED && of !== SAID && !of.startsWith('effect of')));

const MODULE = 'the module';
const CHANGES = 'what comes out is another thing each time.';
const LEFT = 'no replay is told the same.';
const KEEP = 'Keep state in scan(…) or a window, where it is stored with the position.';
const VARIABLE =
  'The same log, folded a second time in this process, comes to something else: a variable of the module, or of a ' +
  `closure, goes on from one fold to the next. ${KEEP}`;
const UNTOLD =
  'The same log, folded again, comes to something else: a lambda asks for what the log does not tell, such as a ' +
  'file, a counter of the machine, or chance.';
const ZONE =
  'In another time zone the same log comes to something else: take getUTCHours, toISOString and the like, and give a ' +
  "format timeZone: 'UTC'.";
const STARTED =
  'Started at another time of day, the same log comes to something else: the module looks at the clock, or at ' +
  'chance, while it is loaded. Take the time of the events.';
const READS =
  'Read one record at a time it comes to something else: an operator goes by how the log is cut into reads. Let it ' +
  'look at events and their marks, never at the batch.';
const RESTARTED =
  'Begun again in the midst of the log, from all that was stored, it comes to something else: a variable of the ' +
  'module, or of an operator, holds what is not stored, or a partial comes back as something else, such as a Set ' +
  `that has no save and load. ${KEEP}`;
