import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { messageOf, PipelineError } from '../../core/errors.ts';

const CHUNK = 2 ** 16;

/** The lines of a file, one piece of it in memory at a time. */
export function* linesOf(path: string): Generator<string> {
  const file = open(path);
  try {
    const buffer = Buffer.alloc(CHUNK);
    const fill = () => readSync(file, buffer, 0, CHUNK, null);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let read = fill(); read > 0; read = fill()) {
      const lines = (rest + decoder.write(buffer.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (thrown) {
    throw new PipelineError(
      'MISSING',
      `The recording cannot be read: ${messageOf(thrown)}. Name a file of JSON lines.`,
      {
        cause: thrown,
      },
    );
  }
}
