import { firstDifference } from './outcome.ts';
import { outcomeOf } from './outcomes.ts';
import { plain } from './plain.ts';
import { oneOf, type Prepared } from './prepare.ts';

/**
 * What is impure about a pipeline, each in one sentence: found by folding the whole log again without any fault, first
 * in the same world, then with another clock, then cut into other reads. Empty for one that is a function of its log.
 */
export async function impurities({ subject, entries, whole }: Prepared): Promise<readonly string[]> {
  const differs = async (seed: number, cut?: number) => {
    subject.ambient.begin(seed);
    return firstDifference(whole, outcomeOf(subject, await plain(subject, [oneOf(entries)], cut))) !== undefined;
  };
  const found: string[] = [];
  const again = await differs(0);
  if (again) {
    found.push(
      'The same log, folded a second time in this process, comes to something else: a variable of the module, or of ' +
        'a closure, goes on from one fold to the next. Keep state in scan(…) or a window, where it is stored with ' +
        'the position.',
    );
  }
  const elsewhere = await differs(1);
  const { asked } = subject.ambient;
  found.push(...asked.map((one) => `${one}: ${elsewhere && !again ? CHANGES : LEFT} ${INSTEAD}`));
  // One that is another each time says nothing about the cuts.
  if (found.length === 0 && elsewhere) {
    found.push(
      `The same log, folded again, comes to something else: a lambda asks for chance, or for the time of day.`,
    );
  }
  if (found.length === 0 && (await differs(0, 1))) {
    found.push(
      'Read one record at a time it comes to something else: an operator goes by how the log is cut into reads. Let ' +
        'it look at events and their marks, never at the batch.',
    );
  }
  return found;
}

const CHANGES = 'what comes out is another thing each time.';
const LEFT = 'no replay is told the same.';
const INSTEAD = 'Take the time of the event, or its id.';
