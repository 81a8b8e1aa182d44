import { statSync } from 'node:fs';
import { join } from 'node:path';
import { defer } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { failure } from './file/failure.ts';
import { file, type Log } from './file/file.ts';
import { check, isBounded, type LogOptions } from './file/options.ts';

/**
 * The log of that name in the place that the run's log URL names (`MILLRACE_LOG`), so that one pipeline file serves
 * tests, a laptop and production. Its one partition has the log's name, whatever file it is.
 */
export function log(name: string, options: LogOptions = {}): Log {
  checkName(name);
  check(name, options);
  const at = (logUrl: string): Log => file(logFile(logUrl, name), { ...options, id: name });
  return {
    kind: 'log',
    name: `log:${name}`,
    bounded: isBounded(options),
    partitions: (context) => defer(() => at(context.logUrl).partitions(context)),
    open: async (context) => at(context.logUrl).open(context),
  };
}

/**
 * The file that a log is in: `file:DIR` says DIR/name.ndjson; `file:PATH` with the extension ndjson, jsonl, json or
 * log, or of a file that is there, says exactly that one. A path is taken as it is, with no percent-encoding.
 */
export function logFile(logUrl: string, name: string): string {
  checkName(name);
  const path = /^file:(?:\/\/(?=\/))?(?!\/\/)(.+)$/s.exec(logUrl)?.[1];
  // Where logs that are no files come in: their scheme decides in `log` which of them is opened.
  if (path === undefined) {
    throw new PipelineError('CONFIG', `The log URL is ${logUrl}. Wanted: file:FOLDER or file:PATH.ndjson.`);
  }
  return /\.(ndjson|jsonl|json|log)$/.test(path) || isFile(path) ? path : join(path, `${name}.ndjson`);
}

function checkName(name: string): void {
  if (/^[a-zA-Z0-9][\w.-]*$/.test(name)) return;
  throw new PipelineError(
    'CONFIG',
    `A log cannot be named ${JSON.stringify(name)}. Use letters, digits, "_", "-", ".".`,
  );
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (thrown) {
    throw failure(thrown, path);
  }
}
