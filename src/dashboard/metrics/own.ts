import type { Registry } from 'prom-client';
import type { World } from '../world.ts';
import { making } from './making.ts';

/** Of the dashboard itself, and whether the store can be read. */
export function ownMetrics(registry: Registry): (world: World, up: boolean) => void {
  const dashboard = making(registry, 'dashboard');
  const streams = dashboard.gauge('streams', 'Pages that follow a document.', []);
  const topics = dashboard.gauge('topics', 'Documents that are followed.', []);
  const documents = dashboard.counter('documents_read', 'Documents read from the store, by name.', ['document']);
  const store = making(registry, 'store').gauge('up', 'Whether the store can be read.', []);
  return ({ doings }, up) => {
    streams.set(doings.topics.streams);
    topics.set(doings.topics.size);
    documents.reset();
    for (const [name, n] of doings.documents) documents.set(n, name);
    store.set(up ? 1 : 0);
  };
}
