import type { Pipeline } from '../core/pipeline.ts';
import type { RunContext } from '../core/source.ts';
import type { Scope, Store } from '../store/store.ts';

const PAGE = 100;

/**
 * Delivers the messages that commits have put into the outbox, in their order, and marks each. One that was delivered
 * when the process died before it was marked is delivered again, with the same id.
 */
export async function deliver(
  store: Store,
  scope: Scope,
  { destinations }: Pipeline,
  context: RunContext,
): Promise<void> {
  for (;;) {
    const messages = await store.undelivered(scope, PAGE);
    if (messages.length === 0) return;
    for (const { id, to, body } of messages) {
      const destination = destinations.find(({ kind, name }) => kind === 'messages' && name === to);
      if (destination?.kind === 'messages') await destination.deliver({ id, body }, context);
      else context.logger.warn({ id, to }, 'dropped a message: the pipeline no longer sends there');
      await store.delivered(scope, id);
    }
  }
}
