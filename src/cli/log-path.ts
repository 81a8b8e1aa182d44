import { logFile } from '../logs/log.ts';

/** The file of the log `name` where `place` says: a log URL, or a path, which a shell can complete. */
export function logPath(place: string, name: string): string {
  const url = /^[a-z]{2,}:/.test(place) ? place : `file:${place}`;
  return logFile(url, name);
}
