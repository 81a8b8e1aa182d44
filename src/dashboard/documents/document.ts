import type { World } from '../world.ts';

/** What is asked of a document, as it stands in its address. */
export type Params = Readonly<Record<string, string | undefined>>;

/** What a page shows, read from the store. */
export interface Document {
  read(world: World, params: Params): Promise<object>;
  /** Rejects with a PipelineError MISSING where it is of something that is not there; left out where it always is. */
  check?(world: World, params: Params): Promise<unknown>;
  /** The pipelines whose commits may change it. Throws where it can never be read, whatever is in the store. */
  follows(world: World, params: Params): readonly string[];
}
