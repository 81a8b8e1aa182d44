import { statSync } from 'node:fs';
import { join } from 'node:path';
import { defer } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { failure } from '../disk/failure.ts';
import { file } from './file/file.ts';
import { check, isBounded, type LogOptions } from './file/options.ts';
import { addressOf, isKinesis } from './kinesis/address.ts';
import { kinesis } from './kinesis/kinesis.ts';
import { isStdout, stdout } from './stdout/stdout.ts';

/**
 * The log of that name in the place that the run's log URL names (`MILLRACE_LOG`), so that one pipeline file serves
 * tests, a laptop and production. The one partition of a file has the log's name, whatever file it is; `stdout:` is
 * written, and never read.
 */
export function log(name: string, options: LogOptions = {}): Log {
  checkName(name);
  check(name, options);
  const at = (logUrl: string): Log => {
    if (isKinesis(logUrl)) return stream(logUrl, name, options);
    return isStdout(logUrl) ? stdout() : file(logFile(logUrl, name), { ...options, id: name });
  };
  return {
    kind: 'log',
    name: `log:${name}`,
    bounded: isBounded(options),
    place: (logUrl) => at(logUrl).place(logUrl),
    partitions: (context, known) => defer(() => at(context.logUrl).partitions(context, known)),
    open: async (context) => at(context.logUrl).open(context),
    lastWrite: async (context) => {
      const one = at(context.logUrl);
      if (one.lastWrite) return one.lastWrite(context);
      throw new PipelineError('CONFIG', `When ${one.name} was written last cannot be told: it is written, never read.`);
    },
  };
}

/** `kinesis://REGION` has a stream of each log's name; with a stream of its own it says exactly that one. */
function stream(logUrl: string, name: string, { from, ...options }: LogOptions): Log {
  const { stream = name, ...place } = addressOf(logUrl);
  return kinesis(stream, { ...place, ...options, ...(from && { from: from === 'start' ? 'trim-horizon' : from }) });
}

/**
 * The file that a log is in: `file:DIR` says DIR/name.ndjson; `file:PATH` with the extension ndjson, jsonl, json or
 * log, or of a file that is there, says exactly that one. A path is taken as it is, with no percent-encoding; alone, as
 * a shell completes it, it does for a URL.
 */
export function logFile(place: string, name: string): string {
  checkName(name);
  const path = pathOf(place);
  return /\.(ndjson|jsonl|json|log)$/.test(path) || isFile(path) ? path : join(path, `${name}.ndjson`);
}

/** The path in a log URL of files. */
export function pathOf(place: string): string {
  const [, scheme, rest = ''] = /^([a-z][a-z\d+]+):(.*)$/s.exec(place) ?? [];
  const path = scheme === undefined ? place : rest.replace(/^\/\/(?=\/)/, '').replace(/^\/(?=[A-Za-z]:)/, '');
  if ((scheme === undefined || scheme === 'file') && path !== '' && !path.startsWith('//')) return path;
  throw new PipelineError(
    'CONFIG',
    `The log URL is ${place}. Wanted: file:FOLDER, file:PATH.ndjson, kinesis://REGION or, to write only, stdout:.`,
  );
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
