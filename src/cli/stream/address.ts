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
  return { ...placeIn(command, `, or kinesis://REGION/${named} in place of the name`), stream: named };
}

/** Where the log URL says that streams are; where nobody has said anything of a log, where AWS's own tools look. */
export function placeIn(command: Command, orElse = ''): Address {
  const { log } = command.optsWithGlobals<{ readonly log: string }>();
  if (isKinesis(log)) return addressOf(log);
  if (command.getOptionValueSourceWithGlobals('log') === 'default') return {};
  throw new PipelineError(
    'CONFIG',
    `The log URL is ${log}, where there are no streams. Wanted: --log kinesis://REGION${orElse}.`,
  );
}
