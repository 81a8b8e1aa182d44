import type { Pipeline } from '../core/pipeline.ts';
import { printable } from '../core/table.ts';
import { type Duration, seconds } from '../core/time.ts';
import { refuseUnready } from '../runtime/ready.ts';
import { memoryStore } from '../store/memory.ts';
import { openReader } from '../store/open-store.ts';
import type { StoreReader } from '../store/store.ts';
import { print, say } from './output.ts';
import { PictureFolder } from './picture-folder.ts';
import { runOne } from './run-one.ts';
import type { Session } from './session.ts';
import { stopSignal } from './stop.ts';
import { within } from './time-limit.ts';
import { together } from './together.ts';

type Destination = Pipeline['destinations'][number];

interface Options {
  readonly timeout?: number | undefined;
  /** Where pictures are put. Default: the current folder. */
  readonly pictures?: string;
}

/**
 * Runs pipelines as usual, but writes nothing: state is in memory, and begins with nothing; what other pipelines keep
 * is read. Prints what people would be told, and puts the pictures into files.
 */
export async function dryRun(pipelines: readonly Pipeline[], session: Session, options: Options): Promise<void> {
  const { clock, logUrl, logger } = session;
  const folder = new PictureFolder(options.pictures ?? '.');
  const dry = pipelines.map((one) => withoutEffect(one, folder));
  for (const one of dry) await refuseUnready(one, { store: memoryStore({ clock }), logUrl });
  for (const one of pipelines) tellLeftOut(one);
  const reads = await readerOf(session);
  const span: Duration | undefined = options.timeout === undefined ? undefined : seconds(options.timeout);
  await together(dry, stopSignal(logger), logger, (pipeline, signal) => {
    const settings = { ...session, store: memoryStore({ clock }), ...(reads && { reads }), signal };
    const work = (limited: object) => runOne(pipeline, { ...settings, ...limited }, undefined, false);
    return span === undefined ? work({}) : within(span, pipeline.name, settings, work);
  });
  await reads?.close();
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

/** The same pipeline, with people and the world replaced. */
const withoutEffect = (pipeline: Pipeline, folder: PictureFolder): Pipeline => ({
  ...pipeline,
  destinations: pipeline.destinations.map((one): Destination => {
    if (one.kind === 'messages') {
      const { kind, name, compose } = one;
      const show = one.show ?? (async (text: string) => ({ text, pictures: [] }));
      const deliver = async ({ body }: { readonly body: string }) => {
        const { text, pictures } = await show(body);
        const lines = text.split('\n').map(printable);
        for (const picture of pictures) lines.push(`picture: ${await folder.put(picture)}`);
        await print(`${[`${name}:`, ...lines.map((line) => `  ${line}`)].join('\n')}\n`);
      };
      return { kind, name, compose: (values) => compose.call(one, values), deliver };
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
