import type { Command } from 'commander';
import { PipelineError } from '../../core/errors.ts';
import { type Address, addressOf, checkStream, isKinesis } from '../../logs/kinesis/address.ts';

export type StreamAddress = Address & { readonly stream: string };

/**
 * The stream of that name where the log URL says, or the one that a URL of its own names. Where nobody has said
 * anything of a log, it is looked up where AWS's own tools would look.
 */
export function streamAddress(named: string, command: Command): StreamAddress {
  if (isKinesis(named)) {
    const { stream, ...place } = addressOf(named);
    if (stream !== undefined) return { ...place, stream };
    throw new PipelineError('CONFIG', `${named} names no stream. Wanted: its name, or kinesis://REGION/STREAM.`);
  }
  checkStream(named);
  const { log } = command.optsWithGlobals<{ readonly log: string }>();
  if (isKinesis(log)) return { ...addressOf(log), stream: named };
  if (command.getOptionValueSourceWithGlobals('log') === 'default') return { stream: named };
  throw new PipelineError(
    'CONFIG',
    `The log URL is ${log}, where there are no streams. Wanted: --log kinesis://REGION, or kinesis://REGION/${named} ` +
      'in place of the name.',
  );
}
