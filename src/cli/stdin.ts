import { PipelineError } from '../core/errors.ts';
import { say } from './output.ts';

/** What comes on stdin; of more than `most` bytes at least as many. @throws PipelineError CONFIG for nothing */
export async function stdin(what: string, most: number): Promise<Buffer> {
  if (process.stdin.isTTY) say(`Type ${what}, and Ctrl-D on a line of its own.`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  if (length > 0) return Buffer.concat(chunks);
  throw new PipelineError('CONFIG', `Nothing came on stdin. Wanted: ${what}.`);
}
