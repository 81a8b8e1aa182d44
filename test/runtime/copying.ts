import { pipeline } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** A pipeline that writes all that it reads; what is opened, committed and closed of its log is in the trace. */
export function copying() {
  const here = world();
  const { trace } = here;
  const shards = new Shards({ trace });
  const sink = new Kept('sink');
  const copy = pipeline('copy').from(shards).to(sink);
  const opened = () => trace.filter((one) => one.startsWith('open '));
  return { ...here, shards, sink, copy, opened, scope: { pipeline: 'copy', version: 1 } };
}
