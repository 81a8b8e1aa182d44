import kinesalite from 'kinesalite';
import { closed, type Emulator, inFrontOf, listening } from './front.ts';
import { mended } from './mended.ts';

/** Kinesalite in this process; on any free port unless told otherwise. */
export async function emulator(port = 0): Promise<Emulator> {
  const service = kinesalite({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 1_000 });
  return inFrontOf({ direct: await listening(service), always: [mended], port, end: () => closed(service) });
}
