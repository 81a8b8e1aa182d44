import { fingerprintOf } from '../../core/fingerprint.ts';
import { type Pipeline, windowOf } from '../../core/pipeline.ts';
import { type Duration, minutes, seconds, spanText } from '../../core/time.ts';
import { grouped } from '../../core/words.ts';
import type { Holder } from '../../store/store.ts';
import { reckoning } from '../../views/reckoning.ts';
import { type Stored, storedOf } from '../stored.ts';
import type { World } from '../world.ts';

/**
 * How it stands with a pipeline: `live`, it goes on; `ended`, all that it reads is over; `empty`, nothing has come
 * through it yet; `stalled`, nobody runs it, or nothing was committed for `STALLED`; `broken`, its rows cannot be read
 * by the file that there is. `why` says it in a sentence, and what to do.
 */
export interface Standing {
  readonly state: 'live' | 'ended' | 'empty' | 'stalled' | 'broken';
  readonly why?: string;
}

/** Ticks come every few seconds: a log that brings nothing for so long is not written to. */
export const STALLED: Duration = seconds(15);

/** What is looked at where a log brings nothing new. */
type StandingWorld = Pick<World, 'store' | 'watching' | 'pipelines'>;

/** How it stands with a pipeline now, and so with its views. Rejects as the store does. */
export const standing = async (world: StandingWorld, pipeline: Pipeline): Promise<Standing> =>
  standingIn(world, pipeline, await storedOf(world.store, pipeline.name));

/** The same where it was read already. */
export async function standingIn(
  { store, watching, pipelines }: StandingWorld,
  pipeline: Pipeline,
  stored: Stored | undefined,
): Promise<Standing> {
  const { quiet } = watching.of(pipeline.name);
  const stands = standingOf(pipeline, stored, quiet);
  if (stands.state !== 'stalled' || !stands.why || !stored?.holder) return stands;
  const writers = pipelines.filter((one) => one.name !== pipeline.name && writes(one, pipeline));
  const held = await Promise.all(writers.map(({ name }) => store.holder(name)));
  const [writer] = writers;
  if (!writer || held.some((holder) => holder)) return stands;
  const { name } = writer;
  return {
    ...stands,
    why: `${stands.why.slice(0, -1)}, and nobody runs ${name}, which writes it: ${commandOf(writer)}.`,
  };
}

/** Whether one writes the log that the other reads, by its name. */
const writes = ({ destinations }: Pipeline, { source }: Pipeline): boolean =>
  destinations.some(({ kind, name }) => kind === 'log' && name === source.name);

/** The same by what was read of it alone. `quiet`: for how long it was seen to commit nothing. */
function standingOf(pipeline: Pipeline, stored: Stored | undefined, quiet: Duration = 0): Standing {
  const { name, source } = pipeline;
  if (!stored) return { state: 'empty', why: `${name} has not run here yet: ${commandOf(pipeline)}.` };
  const { registered, roster, holder } = stored;
  const { fingerprint, scope } = registered;
  if (fingerprint === '')
    return { state: 'empty', why: `${name} was reset and has not run since: ${commandOf(pipeline)}.` };
  if (fingerprint !== fingerprintOf(pipeline)) {
    const was = `What is stored was kept by another ${name} (version ${scope.version}) than that of the file`;
    const old = 'Where the file has changed since, start the dashboard anew';
    const rebuilt = `else "millrace run ${name} --rebuild" folds the log anew`;
    return { state: 'broken', why: `${was} that the dashboard has read. ${old}; ${rebuilt}.` };
  }
  const over = roster.length > 0 && roster.every(({ ended }) => ended);
  const empty = whyEmpty(pipeline, stored);
  if (empty !== undefined) return { state: 'empty', why: over ? empty : `${empty} ${whoRuns(pipeline, holder)}` };
  if (over) return { state: 'ended' };
  if (source.bounded) {
    const why = `Its last run did not come to its end: "millrace jobs history ${name}" tells why.`;
    return holder ? { state: 'live' } : { state: 'ended', why };
  }
  if (!holder) return { state: 'stalled', why: whoRuns(pipeline, holder) };
  if (quiet < STALLED) return { state: 'live' };
  const runs = `${name} is run by ${runnerOf(holder)}, but its log`;
  return { state: 'stalled', why: `${runs} (${source.name}) has brought nothing new for ${atLeast(quiet)}.` };
}

/** Why nothing has come through it; undefined where something has. */
function whyEmpty(pipeline: Pipeline, { counts }: Stored): string | undefined {
  const { name } = pipeline;
  const { records, received, folded, duplicates, filtered, setAside } = reckoning(counts);
  const through = windowOf(pipeline) ? folded : received - duplicates - filtered - setAside;
  if (through > 0) return undefined;
  if (records === 0) return `${name} has read nothing yet.`;
  if (received === 0) return `${name} has read ${grouped(records)} records, and none of them is an event.`;
  const dead = `"millrace dead ${name}" shows them.`;
  if (setAside === received) return `All ${grouped(received)} events that ${name} received were set aside: ${dead}`;
  const [doubled, left, aside] = [duplicates, filtered, setAside].map(grouped);
  const became = `${doubled} were duplicates, ${left} filtered, ${aside} set aside`;
  return `Nothing came through ${name}: of ${grouped(received)} events ${became}.${setAside > 0 ? ` ${dead}` : ''}`;
}

const whoRuns = (pipeline: Pipeline, holder: Holder | undefined): string =>
  holder ? `It is run by ${runnerOf(holder)}.` : `Nobody runs ${pipeline.name}: ${commandOf(pipeline)}.`;

const commandOf = ({ name, source }: Pipeline): string => `"millrace ${source.bounded ? 'jobs run' : 'run'} ${name}"`;

/** Host and process of an owner, without what makes it unique. */
export const runnerOf = ({ owner }: Pick<Holder, 'owner'>): string => owner.replace(/:[\da-f]{8}(\/\d+)?$/, '');

/** In steps, so that a page that says it need not change each second. */
const atLeast = (span: Duration): string => spanText(span < minutes(1) ? STALLED : span - (span % minutes(1)));
