import type { MemoryImage } from './memory-image.ts';
import type { Registered } from './store.ts';
import { refuseTaken } from './views.ts';

interface Registering {
  readonly pipeline: string;
  readonly fingerprint: string;
  readonly views: readonly string[];
  readonly rebuildOf: number | undefined;
}

/** What is registered of the pipeline, or, the first time, to rebuild it and behind a reset, a new version. */
export function registerPipeline(
  image: MemoryImage,
  { pipeline, fingerprint, views, rebuildOf }: Registering,
): Registered {
  const stored = image.pipelines.get(pipeline);
  if (stored?.fingerprint && stored.scope.version !== rebuildOf) return stored;
  refuseTaken(pipeline, views, (view) => image.views.get(view));
  for (const [view, owner] of image.views) if (owner === pipeline) image.views.delete(view);
  for (const view of views) image.views.set(view, pipeline);
  const version = (stored?.scope.version ?? 0) + (stored?.fingerprint === '' ? 0 : 1);
  image.scopes.get(pipeline)?.delete(version - 2);
  return newVersion(image, { scope: { pipeline, version }, fingerprint, views: [...views] });
}

/** A new version, and nothing of what there was; undefined where nothing is registered. */
export function resetPipeline(image: MemoryImage, pipeline: string): Registered | undefined {
  const stored = image.pipelines.get(pipeline);
  if (!stored) return undefined;
  image.scopes.delete(pipeline);
  image.outboxes.delete(pipeline);
  return newVersion(image, { ...stored, fingerprint: '', scope: { pipeline, version: stored.scope.version + 1 } });
}

/** The keys of other readers come again as it counts up. */
function newVersion({ pipelines, keys }: MemoryImage, registered: Registered): Registered {
  const { pipeline } = registered.scope;
  pipelines.set(pipeline, registered);
  for (const [key, { owner }] of keys) if (owner === pipeline) keys.delete(key);
  return registered;
}
