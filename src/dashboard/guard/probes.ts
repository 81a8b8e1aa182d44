import { WorldError } from '../../core/errors.ts';
import { seconds } from '../../core/time.ts';
import type { Routes } from '../routes.ts';
import type { World } from '../world.ts';

/** For whoever looks after the process: that it serves, and that it can read its store. */
export const probes: Routes = (app, world) => {
  let asking: Promise<unknown> | undefined;
  // However many want to know, the store is asked once at a time: nobody needs a token for this.
  const asked = () => {
    asking ??= world.store.registered('readyz').finally(() => {
      asking = undefined;
    });
    return asking;
  };
  app.get('/healthz', { config: { open: true } }, async (_, reply) => reply.type(TEXT).send('ok\n'));
  app.get('/readyz', { config: { open: true } }, async (_, reply) => {
    await readable(world, asked());
    return reply.type(TEXT).send('ok\n');
  });
};

const TEXT = 'text/plain; charset=utf-8';
const READ_MAX = seconds(2);

/** Rejects with a WorldError where the store cannot be read by now, whatever it is that it says. */
async function readable({ clock, storeName }: World, asked: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const late = clock.sleep(READ_MAX, over.signal).then(() => {
    throw new WorldError('It has not answered within 2 s.');
  });
  try {
    await Promise.race([asked, late]);
  } catch (cause) {
    throw new WorldError(`The store ${storeName} cannot be read.`, { cause });
  } finally {
    over.abort();
    late.catch(() => {});
  }
}
