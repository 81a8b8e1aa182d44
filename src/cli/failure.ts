import { CommanderError } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { say } from './output.ts';
import { secrets } from './secrets.ts';

/** What the process exits with. */
export const EXIT = { done: 0, failed: 1, usage: 2, bug: 70 } as const;

/** Tells the user what was thrown: one line for what the user can act on, a stack for a bug. Gives the exit code. */
export function failure(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage; // it has told it itself
  if (isBrokenPipe(thrown)) return EXIT.done;
  if (thrown instanceof PipelineError) {
    // A secret of several lines is found while they are lines.
    say(`millrace: ${secrets.redact(thrown.message).replace(/\s*\n\s*/g, ' ')}`);
    return EXIT.failed;
  }
  say(thrown instanceof Error ? (thrown.stack ?? thrown.message) : `millrace: ${String(thrown)} was thrown`);
  return EXIT.bug;
}

/** Whoever read our output has gone away (`| head`): nobody wants the rest. */
export const isBrokenPipe = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE';
