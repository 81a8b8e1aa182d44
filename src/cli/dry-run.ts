import type { Pipeline } from '../core/pipeline.ts';
import { printable } from '../core/table.ts';
import { type Duration, seconds } from '../core/time.ts';
import { refuseUnready } from '../runtime/ready.ts';
import { memoryStore } from '../store/memory.ts';
import { openReader } from '../store/open-store.ts';
import type { StoreReader } from '../store/store.ts';
import { nothingThrough } from './job.ts';
import { print, say } from './output.ts';
import { PictureFolder } from './picture-folder.ts';
import { runOne } from './run-one.ts';
import type { Session } from './session.ts';
import { stopSignal } from './stop.ts';
import { Tally } from './tally.ts';
import { within } from './time-limit.ts';
import { together } from './together.ts';
import { Unsuccessful } from './unsuccessful.ts';

type Destination = Pipeline['destinations'][number];

interface Options {
  readonly timeout?: number | undefined;
  /** Where pictures are put. Default: the current folder. */
  readonly pictures?: string;
}

/**
 * Runs pipelines as usual, but writes nothing: state is in memory, and begins with nothing; what other pipelines keep
 * is read. Prints what people would be told, and puts the pictures into files. Throws when all are over where nothing
 * came through a job.
 */
export async function dryRun(pipelines: readonly Pipeline[], session: Session, options: Options): Promise<void> {
  const { clock, logUrl, logger } = session;
  const folder = new PictureFolder(options.pictures ?? '.');
  const told = new Set<Destination>();
  const dry = pipelines.map((one) => withoutEffect(one, folder, told));
  for (const one of dry) await refuseUnready(one, { store: memoryStore({ clock }), logUrl });
  for (const one of pipelines) tellLeftOut(one);
  const reads = await readerOf(session);
  const span: Duration | undefined = options.timeout === undefined ? undefined : seconds(options.timeout);
  const vain: string[] = [];
  await together(dry, stopSignal(logger), logger, async (pipeline, signal) => {
    const { name, source, destinations } = pipeline;
    const settings = { ...session, store: memoryStore({ clock }), ...(reads && { reads }), signal };
    const tally = new Tally();
    const work = (limited: object) => runOne(pipeline, { ...settings, ...limited }, (one) => tally.add(one), false);
    const result = await (span === undefined ? work({}) : within(span, name, settings, work));
    if (!source.bounded || result !== 'succeeded') return;
    if (tally.inVain !== undefined) vain.push(nothingThrough(name, tally.inVain));
    else tellSilent(destinations, told);
  });
  await reads?.close();
  if (vain.length > 0) throw new Unsuccessful('failed', vain.join(' '));
}

function tellSilent(destinations: Pipeline['destinations'], told: ReadonlySet<Destination>): void {
  for (const one of destinations) if (one.kind === 'messages' && !told.has(one)) say(`${one.name}: nothing to say`);
}

/** What other pipelines have come to; nothing where none has run. */
async function readerOf({ storeUrl, clock }: Session): Promise<StoreReader | undefined> {
  try {
    return storeUrl === 'memory:' ? undefined : await openReader(storeUrl, { clock });
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'MISSING') return undefined;
    throw thrown;
  }
}

/** The same pipeline, with people and the world replaced; of the people, those that are told something go to `told`. */
const withoutEffect = (pipeline: Pipeline, folder: PictureFolder, told: Set<Destination>): Pipeline => ({
  ...pipeline,
  destinations: pipeline.destinations.map((one): Destination => {
    if (one.kind === 'messages') {
      const { kind, name, compose } = one;
      const show = one.show ?? (async (text: string) => ({ text, pictures: [] }));
      const deliver = async ({ body }: { readonly body: string }) => {
        told.add(instead);
        const { text, pictures } = await show(body);
        const lines = text.split('\n').map(printable);
        for (const picture of pictures) lines.push(`picture: ${await folder.put(picture)}`);
        await print(`${[`${name}:`, ...lines.map((line) => `  ${line}`)].join('\n')}\n`);
      };
      const instead: Destination = { kind, name, compose: (values) => compose.call(one, values), deliver };
      return instead;
    }
    return isWritten(one) ? { ...one, open: async () => ({ write: async () => {}, close: async () => {} }) } : one;
  }),
});

/** Whether it goes somewhere else than to the terminal. */
const isWritten = (one: Destination): one is Extract<Destination, { readonly kind: 'sink' | 'log' }> =>
  'open' in one && !HERE.includes(one.name);

/** Sinks that write nowhere but here. */
const HERE = ['print', 'logged'];

function tellLeftOut({ name, destinations }: Pipeline): void {
  const left = destinations.filter((one) => one.kind === 'keys' || isWritten(one));
  if (left.length === 0) return;
  const names = left.map((one) => `${one.kind} ${one.name}`).join(', ');
  say(`millrace: ${name} is run dry, and writes nothing; left out: ${names}`);
}
