/** What can go wrong in a way that the user can act on. Each message says what was got, what was wanted, what to do. */
export const errorCodes = [
  'CONFIG', // an option, an argument, a URL or a pipeline file that cannot be right
  'MISSING', // a file, a pipeline, a view or a store that is not there
  'LOG', // a log that no longer holds what the checkpoint says
  'CHANGED', // a pipeline that differs from the one whose state is stored
  'MOVED', // the stored state is not the one that this task has in memory
  'FENCED', // another task has taken this partition
  'LIMIT', // something that has a limit reached it
  'WORLD', // the network, a disk, a server: see WorldError
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** An error whose message is meant for the user: shown as one line, without a stack. */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/**
 * The world failed (network, throttle, disk, store), not the program: the task is reopened from its last checkpoint,
 * with a capped and jittered back-off. Only connectors make one; everything else that is thrown ends the process.
 */
export class WorldError extends PipelineError {
  constructor(message: string, options?: ErrorOptions) {
    super('WORLD', message, options);
  }
}

/** The message of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
