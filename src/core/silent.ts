import type { Logger } from './source.ts';

/** Logs nothing. */
export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
