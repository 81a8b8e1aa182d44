import type { Document } from './document.ts';
import type { PipelinesDocument } from './pipeline-shapes.ts';
import { readPipeline } from './shown-pipeline.ts';

/** All pipelines. */
export const pipelines = {
  async read(world): Promise<PipelinesDocument> {
    const all = await Promise.all(world.pipelines.map(async (one) => (await readPipeline(world, one)).shown));
    const ran = Map.groupBy(all, ({ ran }) => ran);
    return { pipelines: [...(ran.get(true) ?? []), ...(ran.get(false) ?? [])], unloaded: world.unloaded };
  },
  follows: (world) => world.pipelines.map(({ name }) => name),
} satisfies Document;
